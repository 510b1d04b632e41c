/**
 * What a tagger reads of Tribuo's features: as configured, and as resolved against a feature
 * domain. Imports {@code core} and Tribuo.
 */
package org.tributary.tribuo.input;

/**
 * Inputs of a tagger: their configuration, and their resolution against Tribuo's feature domain.
 * Imports {@code core} and Tribuo.
 */
package org.tributary.tribuo.input;

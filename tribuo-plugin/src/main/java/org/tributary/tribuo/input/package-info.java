/**
 * Configured inputs of a tagger over Tribuo's features. Imports {@code core}, Tribuo and {@code
 * input.internal}.
 */
package org.tributary.tribuo.input;

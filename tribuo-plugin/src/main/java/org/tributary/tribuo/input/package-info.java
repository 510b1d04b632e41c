/** Configured inputs of a tagger over Tribuo's features. */
package org.tributary.tribuo.input;

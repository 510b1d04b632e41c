/** A tagger's definition, its training options, and sequences of feature indices. */
package org.tributary.tagger.definition;

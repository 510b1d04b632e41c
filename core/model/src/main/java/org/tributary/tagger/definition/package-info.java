/** A tagger's definition, and sequences of feature indices. */
package org.tributary.tagger.definition;

/**
 * A tagger's definition, vocabularies and sequences of feature indices, and what its training is
 * told with them: labels, batch order, dev scores.
 */
package org.tributary.tagger.definition;

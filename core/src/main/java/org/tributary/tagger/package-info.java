/**
 * Sequence taggers: definition, graph, training and the trained tagger. May import every other
 * package of the module.
 */
package org.tributary.tagger;

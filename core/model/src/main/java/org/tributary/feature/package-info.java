/**
 * Inputs of a tagger: vectors of a step from embedding tables, characters, pretrained vectors and
 * numbers.
 */
package org.tributary.feature;

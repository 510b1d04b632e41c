/**
 * The data that needs no download: the notebook's two sentences, and an English-like corpus drawn
 * from a hand-written grammar. Imports core's {@code tagger}.
 */
package org.tributary.examples.corpus;

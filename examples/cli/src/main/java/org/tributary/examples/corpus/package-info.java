/**
 * Built-in data: the notebook's two sentences, and an English-like corpus sampled from a
 * hand-written grammar. Imports core's {@code tagger}.
 */
package org.tributary.examples.corpus;

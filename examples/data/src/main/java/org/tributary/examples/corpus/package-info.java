/**
 * Built-in text: English-like corpora with part-of-speech tags or named entities, sampled from
 * hand-written grammars.
 */
package org.tributary.examples.corpus;

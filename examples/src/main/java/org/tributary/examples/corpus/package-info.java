/**
 * The data that needs no download: the seed document's two sentences, and an English-like corpus
 * drawn from a hand-written grammar. Imports nothing of the project.
 */
package org.tributary.examples.corpus;

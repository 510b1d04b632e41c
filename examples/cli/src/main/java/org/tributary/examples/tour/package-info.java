/**
 * The default job, on built-in data: the notebook's tagger, then a corpus from data to report.
 * Imports {@code job}, {@code corpus} and what they stand on, and core's {@code tagger}.
 */
package org.tributary.examples.tour;

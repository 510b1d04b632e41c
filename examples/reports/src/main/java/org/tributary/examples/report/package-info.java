/**
 * Evaluation reports: one JSON and one page, rendered as HTML and as Markdown; and the predictions
 * that they show: by a Tribuo sequence model, by a tagger of the core library, or in a file of
 * another tool.
 */
package org.tributary.examples.report;

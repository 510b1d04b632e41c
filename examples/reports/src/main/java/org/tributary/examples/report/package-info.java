/** Evaluation reports: one JSON and one page, rendered as HTML and as Markdown. */
package org.tributary.examples.report;

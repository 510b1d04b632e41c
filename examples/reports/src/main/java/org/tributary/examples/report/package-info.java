/**
 * Evaluation reports: one JSON and one page, rendered as HTML and as Markdown. Imports {@code
 * analysis}, {@code page}, {@code files}, {@code text}, the plugin's taggers and its {@code
 * evaluation}.
 */
package org.tributary.examples.report;

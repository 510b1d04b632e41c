/**
 * Evaluation reports: one view model, rendered as HTML and as Markdown. Imports {@code files},
 * {@code text}, the plugin's taggers and its {@code evaluation}.
 */
package org.tributary.examples.report;

/**
 * Evaluation reports: one view model, rendered as HTML and as Markdown. Imports {@code files},
 * {@code figures} and the plugin's {@code evaluation}.
 */
package org.tributary.examples.report;

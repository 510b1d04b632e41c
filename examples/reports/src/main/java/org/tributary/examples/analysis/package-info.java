/**
 * Statistics of predicted labels: scores with confidence intervals, significance, calibration,
 * kinds of errors. Knows no model: predictions may come from anywhere. Imports {@code evaluation}
 * of the plugin, {@code span} of the core library.
 */
package org.tributary.examples.analysis;

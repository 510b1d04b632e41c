/**
 * Statistics of predicted labels: scores with confidence intervals, significance, calibration,
 * kinds of errors. Knows no model: predictions may come from anywhere.
 */
package org.tributary.examples.analysis;

/** Charts as PNG files, drawn by XChart. */
package org.tributary.examples.chart;

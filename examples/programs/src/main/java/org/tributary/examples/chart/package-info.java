/** The pictures that the programs draw. */
package org.tributary.examples.chart;

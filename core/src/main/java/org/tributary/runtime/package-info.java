/**
 * How TensorFlow is run: the one place that decides threads and opens sessions. Imports nothing of
 * this project.
 */
package org.tributary.runtime;

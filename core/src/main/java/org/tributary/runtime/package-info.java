/**
 * How TensorFlow is run: the one place that decides threads and opens sessions; and what threads
 * share that run it. Imports nothing of this project.
 */
package org.tributary.runtime;

/** Timing of operations in alternating rounds, and the results of benchmarks with their machine. */
package org.tributary.examples.bench.measurement;

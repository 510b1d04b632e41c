/**
 * Timing of operations in alternating rounds, and the results of benchmarks with their machine.
 * Imports {@code job} and its dependencies.
 */
package org.tributary.examples.bench.measurement;

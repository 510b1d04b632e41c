/**
 * Benchmarks of recurrent layers, alone or against a peer in the same run. Imports {@code
 * bench.measurement}, {@code chart} and their dependencies.
 */
package org.tributary.examples.bench.layers;

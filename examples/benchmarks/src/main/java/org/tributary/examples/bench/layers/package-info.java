/** Benchmarks of recurrent layers, alone or against a peer in the same run. */
package org.tributary.examples.bench.layers;

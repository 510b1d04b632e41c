/**
 * Benchmarks of layers and taggers, alone or against a peer in the same run. {@code
 * docs/results.md} lists results with machine, versions and command. Imports {@code command},
 * {@code taggers}, {@code figures} and their dependencies.
 */
package org.tributary.examples.bench;

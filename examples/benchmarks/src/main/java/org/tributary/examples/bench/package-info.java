/**
 * The {@code bench} program: a command for each benchmark. {@code docs/results.md} lists results
 * with machine, versions and command. Imports {@code command}, {@code bench.layers}, {@code
 * bench.tagger} and their dependencies.
 */
package org.tributary.examples.bench;

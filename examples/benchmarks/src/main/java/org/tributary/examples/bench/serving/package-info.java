/**
 * Benchmarks of a tagger with many concurrent callers, in process and over HTTP. Imports {@code
 * measurement} and its dependencies.
 */
package org.tributary.examples.bench.serving;

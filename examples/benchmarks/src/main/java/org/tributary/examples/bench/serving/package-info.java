/** Benchmarks of a tagger with many concurrent callers, in process and over HTTP. */
package org.tributary.examples.bench.serving;

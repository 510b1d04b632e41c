/** Benchmarks of taggers: startup, training, tagging, and comparison with other libraries. */
package org.tributary.examples.bench.tagger;

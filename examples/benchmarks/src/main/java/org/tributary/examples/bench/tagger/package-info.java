/**
 * Benchmarks of taggers: startup, training, tagging, and comparison with other libraries. Imports
 * {@code bench.measurement}, {@code taggers}, {@code chart} and their dependencies.
 */
package org.tributary.examples.bench.tagger;

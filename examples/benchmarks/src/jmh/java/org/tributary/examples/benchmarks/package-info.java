/** Times of the parts, each alone; built and run by the Maven profile {@code benchmarks} only. */
package org.tributary.examples.benchmarks;

/** JMH microbenchmarks, built and run by the Maven profile {@code benchmarks}. */
package org.tributary.examples.workshop.jmh;

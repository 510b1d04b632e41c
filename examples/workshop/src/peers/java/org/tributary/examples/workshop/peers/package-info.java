/** Peer libraries for the benchmarks, built by the Maven profile {@code peers}. */
package org.tributary.examples.workshop.peers;

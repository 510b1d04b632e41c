/**
 * Output heads: softmax and CRF losses in a graph, decoding and label transition rules in Java. May
 * import {@code param}, {@code sequence} and the loop of {@code kernel}.
 */
package org.tributary.head;

/**
 * Output layers: softmax and CRF losses in a graph, CRF decoding and label transition rules in
 * Java. May import {@code param}, {@code sequence} and the loop of {@code kernel}.
 */
package org.tributary.head;

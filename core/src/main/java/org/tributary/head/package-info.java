/** Output heads: softmax and CRF losses in a graph, decoding and label transition rules in Java. */
package org.tributary.head;

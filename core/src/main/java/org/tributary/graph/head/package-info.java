/** The losses of output heads in a graph: softmax and CRF. */
package org.tributary.graph.head;

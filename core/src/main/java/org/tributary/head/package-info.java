/**
 * What turns an encoder's output into labels: scores and loss in a graph, softmax or CRF; decoding
 * and the rules of label schemes in Java. Imports everything above, of which it needs {@code param}
 * and the loop of {@code kernel}.
 */
package org.tributary.head;

/**
 * Layers in a graph: stacked and bidirectional recurrent layers, embedding, linear, dropout and
 * skip connections.
 */
package org.tributary.layer;

/** Layers in a graph: recurrent layers, embeddings, linear layers, skip connections, dropout. */
package org.tributary.graph.layer;

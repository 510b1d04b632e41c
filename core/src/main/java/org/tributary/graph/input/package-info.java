/** The inputs of a tagger in a graph: embeddings, numbers, encoders of characters. */
package org.tributary.graph.input;

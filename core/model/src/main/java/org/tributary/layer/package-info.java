/**
 * Definitions of layers (cells, recurrent layers with directions, depth and skip connections,
 * embeddings and linear layers), and what they compute with trained weights on arrays.
 */
package org.tributary.layer;

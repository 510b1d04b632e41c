/**
 * Layers: definitions of recurrent layers with directions, depth and skip connections, of
 * embeddings and linear layers, and what they compute on arrays.
 */
package org.tributary.layer;

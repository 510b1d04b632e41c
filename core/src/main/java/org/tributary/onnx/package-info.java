/**
 * ONNX: token vectors of an encoder in ONNX Runtime with their cache on disk, export of layers and
 * taggers, and its check.
 *
 * <p>Letters of token vectors: K layers of the encoder whose states are read, E the size of a
 * state, P pieces.
 *
 * <p>Letters of shapes in an exported graph: B sequences, T steps, I the encoder's input size, H
 * the hidden size, P the size of h, D directions, G gates, K labels, W words (B·T), L characters, E
 * the size of a vector.
 */
package org.tributary.onnx;

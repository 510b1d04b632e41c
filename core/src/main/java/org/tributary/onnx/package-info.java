/**
 * Export of layers and taggers to ONNX files, and their check by ONNX Runtime.
 *
 * <p>Letters of shapes: B sequences, T steps, I the encoder's input size, H the hidden size, P the
 * size of h, D directions, G gates, K labels, W words (B·T), L characters, E the size of a vector.
 */
package org.tributary.onnx;

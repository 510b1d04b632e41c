/**
 * Token vectors: the hidden states of a frozen transformer encoder as an input. A tokenizer splits
 * words into pieces, ONNX Runtime runs the encoder, and the states of a word's pieces are pooled.
 *
 * <p>Letters of shapes, beside those of {@link org.tributary.feature}: K layers of the encoder
 * whose states are read, E the size of a state, P pieces.
 */
package org.tributary.feature.transformer;

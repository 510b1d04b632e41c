/**
 * Recurrent sequence models with PyTorch's semantics on TensorFlow Java tensors. Each package
 * imports only those above it: {@code file}, {@code runtime}, {@code graph}, {@code random}, {@code
 * param}, {@code cell}, {@code sequence}, {@code kernel}, {@code layer}, {@code head}, {@code
 * train}, {@code input}, {@code tagger}.
 */
package org.tributary;

/**
 * Recurrent sequence models with PyTorch's semantics on TensorFlow Java tensors. Packages named
 * {@code internal} are not part of the API: they change without notice.
 */
package org.tributary;

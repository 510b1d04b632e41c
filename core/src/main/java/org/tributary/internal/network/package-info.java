/** A tagger's graph: inputs, encoder and heads, for training and for inference. */
package org.tributary.internal.network;

/** Predictions of a trained tagger: logits of sequences on Java arrays, and their decoding. */
package org.tributary.internal.prediction;

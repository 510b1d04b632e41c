/**
 * A training step in a graph, the epoch loop with its checkpoints, and a tagger's training: its
 * graph, batches and fingerprint.
 */
package org.tributary.internal.training;

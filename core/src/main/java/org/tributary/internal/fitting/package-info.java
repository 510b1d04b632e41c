/** A tagger's training: its graph, batches and fingerprint. */
package org.tributary.internal.fitting;

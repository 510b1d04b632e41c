/** The epoch loop: its progress, batches prepared in another thread, and checkpoints. */
package org.tributary.internal.loop;

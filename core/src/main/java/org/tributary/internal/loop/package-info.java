/** The epoch loop, its progress, and batches prepared in another thread. */
package org.tributary.internal.loop;

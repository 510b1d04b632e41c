/** Atomic file writes: a file appears whole or not at all. */
package org.tributary.internal.file;

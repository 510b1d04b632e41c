/** Atomic file writes. Imports nothing. */
package org.tributary.file;

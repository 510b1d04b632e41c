/** Checks of arguments and of stored data, atomic file writes, caches, and settings as texts. */
package org.tributary.internal;

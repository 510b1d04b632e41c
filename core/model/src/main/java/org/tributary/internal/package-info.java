/**
 * Parts that the libraries share: checks of arguments and of stored data, text files by line,
 * atomic file writes, caches, a pool of workers, and settings as texts.
 */
package org.tributary.internal;

/**
 * Parts that the libraries share: checks of arguments and of stored data, text files by line,
 * atomic file writes, caches, and settings as texts.
 */
package org.tributary.internal;

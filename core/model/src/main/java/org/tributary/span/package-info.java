/**
 * Spans of tokens, such as entities and chunks: the tag schemes that encode them as labels, and
 * their counts.
 */
package org.tributary.span;

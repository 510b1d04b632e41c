/**
 * Spans of tokens, such as entities and chunks, and the schemes that write them as one label a
 * token. Imports nothing of Tributary.
 */
package org.tributary.tribuo.span;

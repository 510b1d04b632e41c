/**
 * Spans of tokens, such as entities and chunks, and the tagging schemes that encode them as labels.
 * Imports no other Tributary package.
 */
package org.tributary.tribuo.span;

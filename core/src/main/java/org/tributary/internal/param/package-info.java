/** Checks of shapes, layer counts and nulls, settings as texts, and parts of messages. */
package org.tributary.internal.param;

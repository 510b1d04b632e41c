/** Checks of shapes, layer counts and nulls, and settings as texts. */
package org.tributary.internal.param;

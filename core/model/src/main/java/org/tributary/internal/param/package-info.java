/** Settings as texts, and numbers of 16 bits. */
package org.tributary.internal.param;

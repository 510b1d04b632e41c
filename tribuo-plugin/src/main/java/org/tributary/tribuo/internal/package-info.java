/** Checks that several packages share. Not an API. */
package org.tributary.tribuo.internal;

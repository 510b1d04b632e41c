/** Checks, settings and parts of provenance that several packages share. Not an API. */
package org.tributary.tribuo.internal;

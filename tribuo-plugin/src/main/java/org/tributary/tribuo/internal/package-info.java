/** Checks that several packages share. Not an API. Imports no other Tributary package. */
package org.tributary.tribuo.internal;

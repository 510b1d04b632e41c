/** A bounded cache, and the owner of native resources. */
package org.tributary.internal.runtime;

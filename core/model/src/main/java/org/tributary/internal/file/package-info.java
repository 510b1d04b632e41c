/** Files: atomic writes, and channels over memory. */
package org.tributary.internal.file;

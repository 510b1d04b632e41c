/** Files: atomic writes, formats of model files, channels over memory. */
package org.tributary.internal.file;

/** Checks of arguments and of stored data, and parts of their messages. */
package org.tributary.internal.check;

/** Checks of the library's extension points on a graph of their own, before the first run. */
package org.tributary.internal.contract;

/** A random split of another data source. */
package org.tributary.tribuo.data.split;

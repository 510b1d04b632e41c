/** A random split of another data source. Imports {@code config}. */
package org.tributary.tribuo.data.split;

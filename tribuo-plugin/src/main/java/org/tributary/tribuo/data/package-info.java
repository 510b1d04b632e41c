/**
 * Features and metadata of tokens, and sequences in memory as Tribuo data sources. Imports {@code
 * core}.
 */
package org.tributary.tribuo.data;

/** Features and metadata of tokens, and sequences in memory as Tribuo data sources. */
package org.tributary.tribuo.data;

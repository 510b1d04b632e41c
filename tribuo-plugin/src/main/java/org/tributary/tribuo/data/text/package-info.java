/** A data source over column files, and the conversion of span labels. */
package org.tributary.tribuo.data.text;

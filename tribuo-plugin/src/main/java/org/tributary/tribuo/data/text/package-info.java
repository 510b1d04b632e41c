/**
 * A data source over column files, and the conversion of span labels. Imports {@code core}, {@code
 * data} and {@code data.internal}.
 */
package org.tributary.tribuo.data.text;

/**
 * A data source over CoNLL-U files. Imports {@code core}, {@code data} and {@code data.internal}.
 */
package org.tributary.tribuo.data.conllu;

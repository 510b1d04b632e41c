/** A data source over CoNLL-U files. */
package org.tributary.tribuo.data.conllu;

/**
 * Labelled text for Tribuo: streaming readers of CoNLL-U, column and token files, and sequence data
 * sources over them. Imports Tribuo and OLCUT, nothing else of Tributary.
 */
package org.tributary.tribuo.data;

/** Tagging of a stream of records, in windows of consecutive elements. */
package org.tributary.tagger.stream;

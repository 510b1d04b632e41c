/** Sequences and provenance of text files. Not an API. Imports {@code data} and {@code core}. */
package org.tributary.tribuo.data.internal;

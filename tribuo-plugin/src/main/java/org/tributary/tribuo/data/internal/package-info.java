/** Sequences and provenance of text files. Not an API. */
package org.tributary.tribuo.data.internal;

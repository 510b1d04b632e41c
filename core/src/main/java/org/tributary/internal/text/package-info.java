/** Lines, columns and fingerprints of text files. Not an API. Imports {@code text}. */
package org.tributary.internal.text;

/** Lines, columns and fingerprints of text files. Not an API. */
package org.tributary.internal.text;

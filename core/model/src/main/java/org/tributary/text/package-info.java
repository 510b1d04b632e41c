/** Text: tokens with offsets, and the error in the format of its files. */
package org.tributary.text;

/** Output heads: definitions, decoding and label transition rules. */
package org.tributary.head;

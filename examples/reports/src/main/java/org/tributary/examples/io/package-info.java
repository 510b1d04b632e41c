/** Output files that are written atomically, and numbers and lists as text. */
package org.tributary.examples.io;

/** Taggers of several libraries behind one interface, to be compared. */
package org.tributary.examples.taggers;

/** Taggers of several libraries behind one interface, for comparison. */
package org.tributary.examples.taggers;

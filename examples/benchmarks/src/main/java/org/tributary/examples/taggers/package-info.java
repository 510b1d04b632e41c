/** Taggers of several libraries behind one interface, for comparison. Imports {@code job}. */
package org.tributary.examples.taggers;

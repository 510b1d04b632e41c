/** Formatting of numbers for people. */
package org.tributary.examples.text;

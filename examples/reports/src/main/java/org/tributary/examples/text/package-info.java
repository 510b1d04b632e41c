/** Formatting of numbers for people. Imports nothing of the project. */
package org.tributary.examples.text;

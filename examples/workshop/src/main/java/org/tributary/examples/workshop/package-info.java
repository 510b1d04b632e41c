/**
 * Tools of the project, never published: {@code bench}, a command for each question on speed,
 * memory and endurance. A benchmark prints a table row by row and writes it as JSON.
 */
package org.tributary.examples.workshop;

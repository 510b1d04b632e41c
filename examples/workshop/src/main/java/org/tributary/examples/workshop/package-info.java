/**
 * Tools of the project, never published: {@code bench}, a command for each question on speed. A
 * benchmark prints a table row by row and writes it as JSON. Soak and memory runs are among the
 * tests; data preparation and plots are Python scripts.
 */
package org.tributary.examples.workshop;

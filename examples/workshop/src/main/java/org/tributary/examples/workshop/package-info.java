/**
 * Tools of the project, never published: {@code bench}, which compares with other libraries, in
 * turn and on the same data, prints a table row by row and writes it as JSON. JMH times the parts.
 * Soak and memory runs are among the tests; data preparation and plots are Python scripts.
 */
package org.tributary.examples.workshop;

/**
 * Tools of the project, never published: {@code bench}, a command for each question on speed. A
 * benchmark prints a table row by row and writes it as JSON. Runs of endurance and memory are among
 * the tests, preparation of data and plots are scripts.
 */
package org.tributary.examples.workshop;

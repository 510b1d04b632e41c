/**
 * Evaluation and comparison of saved taggers on files. Imports {@code job}, and {@code analysis},
 * {@code prediction} and {@code report} of the reports library.
 */
package org.tributary.examples.evaluate;

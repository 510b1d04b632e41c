/** Evaluation and comparison of saved taggers on files. */
package org.tributary.examples.evaluate;

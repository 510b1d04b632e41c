/**
 * The state of a training run in a file, from which the run can resume. Imports {@code train},
 * {@code param} and {@code file}.
 */
package org.tributary.train.checkpoint;

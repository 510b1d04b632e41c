/** Options, reports and checkpoints of a training, listeners, and grid search. */
package org.tributary.train;

/** Optimizers with their update rules, learning-rate schedules and weight averages. */
package org.tributary.train.optimizer;

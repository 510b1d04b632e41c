/**
 * Optimizers with their update rules, learning-rate schedules and weight averages. Imports {@code
 * train.gradient}.
 */
package org.tributary.train.optimizer;

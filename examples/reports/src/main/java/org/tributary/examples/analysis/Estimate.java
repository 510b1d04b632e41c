package org.tributary.examples.analysis;

import java.util.Optional;

/**
 * A score and its certainty.
 *
 * @param value the score of the whole text
 * @param interval its confidence interval; empty if no resample has a score
 */
public record Estimate(double value, Optional<Interval> interval) {}

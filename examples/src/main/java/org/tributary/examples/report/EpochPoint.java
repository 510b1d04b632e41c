package org.tributary.examples.report;

import java.util.OptionalDouble;

/**
 * One point of the learning curve.
 *
 * @param epoch the epoch, from 1
 * @param loss the mean training loss
 * @param devAccuracy the accuracy on the dev data after it, in [0, 1], where there was some
 */
public record EpochPoint(int epoch, double loss, OptionalDouble devAccuracy) {}

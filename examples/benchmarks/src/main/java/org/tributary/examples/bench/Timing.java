package org.tributary.examples.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Times of one case: medians in milliseconds and, beside a peer, the ratio.
 *
 * @param oursMs our median
 * @param peerMs the peer's median, if there is one
 * @param ratio the median of our time over the peer's, round by round
 * @param lowRatio the first quartile of the rounds' ratios
 * @param highRatio the third
 */
record Timing(
    double oursMs,
    OptionalDouble peerMs,
    OptionalDouble ratio,
    OptionalDouble lowRatio,
    OptionalDouble highRatio) {

  /**
   * Times ours and the peer's in turn.
   *
   * @param rounds how many, after warm-up
   */
  static Timing of(Timed ours, Optional<Timed> peer, int rounds) {
    if (peer.isEmpty()) {
      return new Timing(
          Rounds.of(List.of(ours), rounds).median(0),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());
    }
    Rounds timed = Rounds.of(List.of(ours, peer.get()), rounds);
    return new Timing(
        timed.median(0),
        OptionalDouble.of(timed.median(1)),
        OptionalDouble.of(timed.ratio(0, 1, 0.5)),
        OptionalDouble.of(timed.ratio(0, 1, 0.25)),
        OptionalDouble.of(timed.ratio(0, 1, 0.75)));
  }
}

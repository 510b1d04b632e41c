package org.tributary.examples.bench.measurement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The times of one case and, with a peer, their ratio.
 *
 * @param oursMs Tributary's median in ms
 * @param peerMs the peer's median in ms, if present
 * @param ratio median over the rounds of Tributary's time relative to the peer's
 * @param lowRatio first quartile of the ratios
 * @param highRatio third quartile of the ratios
 */
public record Timing(
    double oursMs,
    OptionalDouble peerMs,
    OptionalDouble ratio,
    OptionalDouble lowRatio,
    OptionalDouble highRatio) {

  /**
   * Times Tributary and the peer in alternating rounds.
   *
   * @param ours Tributary's operation
   * @param peer the peer's operation, if any
   * @param rounds number of rounds after warm-up
   */
  public static Timing of(Timed ours, Optional<Timed> peer, int rounds) {
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

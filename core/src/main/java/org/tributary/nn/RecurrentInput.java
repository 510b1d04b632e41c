package org.tributary.nn;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;

/**
 * The input of a {@link RecurrentModule}. Immutable; each method returns a changed copy.
 *
 * @param values a batch [L, N, I], or [N, L, I] for a batch-first layer, or a single sequence [L,
 *     I]; values in the padding are ignored
 * @param lengths the lengths of the N rows, each from 0 to L; empty without padding
 * @param initial the initial state; empty for zeros
 * @param dropoutSeed the seed of the dropout masks; empty for no dropout
 */
public record RecurrentInput(
    FloatTensor values,
    Optional<List<Integer>> lengths,
    Optional<RecurrentState> initial,
    OptionalLong dropoutSeed) {

  /** Copies the lengths. */
  public RecurrentInput {
    NullChecks.require("values", "a value", values);
    NullChecks.require("initial", "a value", initial);
    NullChecks.require("dropoutSeed", "a value", dropoutSeed);
    lengths = lengths.map(List::copyOf);
  }

  /** Returns an input without padding and dropout, with an initial state of zeros. */
  public static RecurrentInput of(FloatTensor values) {
    return new RecurrentInput(values, Optional.empty(), Optional.empty(), OptionalLong.empty());
  }

  /** Sets the length of each row. */
  public RecurrentInput lengths(int... lengths) {
    NullChecks.require("lengths", "an array", lengths);
    List<Integer> all = IntStream.of(lengths).boxed().toList();
    return new RecurrentInput(values, Optional.of(all), initial, dropoutSeed);
  }

  /** Sets the initial state. */
  public RecurrentInput from(RecurrentState state) {
    NullChecks.require("state", "an initial state", state);
    return new RecurrentInput(values, lengths, Optional.of(state), dropoutSeed);
  }

  /** Turns on dropout, as in training; equal seeds drop equal elements. */
  public RecurrentInput dropoutSeed(long seed) {
    return new RecurrentInput(values, lengths, initial, OptionalLong.of(seed));
  }
}

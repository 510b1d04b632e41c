package org.tributary.layer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.tributary.param.FloatTensor;

/**
 * What a {@link RecurrentModule} is to read: an immutable value of which each method gives a
 * changed copy.
 *
 * @param values a batch [L, N, I], or [N, L, I] where the layer is batch-first, or a single
 *     sequence [L, I]; what stands in the padding never matters
 * @param lengths of the N rows, each from 0 to L; empty where nothing is padded
 * @param initial the state to start from; empty for zeros
 * @param dropoutSeed from which dropout masks are drawn, as in training; empty for no dropout
 */
public record RecurrentInput(
    FloatTensor values,
    Optional<List<Integer>> lengths,
    Optional<RecurrentState> initial,
    OptionalLong dropoutSeed) {

  /** Copies the lengths. */
  public RecurrentInput {
    Objects.requireNonNull(values, "values");
    lengths = lengths.map(List::copyOf);
  }

  /** Values without padding, read from a state of zeros without dropout. */
  public static RecurrentInput of(FloatTensor values) {
    return new RecurrentInput(values, Optional.empty(), Optional.empty(), OptionalLong.empty());
  }

  /** Says how long each row is. */
  public RecurrentInput lengths(int... lengths) {
    List<Integer> all = IntStream.of(lengths).boxed().toList();
    return new RecurrentInput(values, Optional.of(all), initial, dropoutSeed);
  }

  /** Starts from {@code state}. */
  public RecurrentInput from(RecurrentState state) {
    return new RecurrentInput(values, lengths, Optional.of(state), dropoutSeed);
  }

  /** Drops elements as in training; the same seed drops the same ones. */
  public RecurrentInput dropoutSeed(long seed) {
    return new RecurrentInput(values, lengths, initial, OptionalLong.of(seed));
  }
}

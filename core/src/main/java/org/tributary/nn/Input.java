package org.tributary.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.internal.Excerpt;
import org.tributary.runtime.Feed;

/**
 * An input of a model: a function of the user's object, and the placeholder of a batch.
 *
 * @param number its position among the inputs, from 0
 * @param name its kind and number, for messages
 * @param length the length of an example's sequence; empty if the input is no sequence
 * @param fedLengths the lengths of a batch as a placeholder; empty if the input is no sequence, or
 *     the sequences of a batch have one length
 * @param encoder makes the tensor of a batch
 */
record Input<E>(
    int number,
    String name,
    Operand<?> placeholder,
    Optional<ToIntFunction<E>> length,
    Optional<FedSequenceLengths> fedLengths,
    Encoder<E> encoder) {

  /** Makes the tensor of a batch. */
  interface Encoder<E> {
    /**
     * Makes the tensor, which the caller closes.
     *
     * @param input the input, for messages
     * @param steps the longest length, at least 1; 0 if the input is no sequence
     */
    Tensor encode(Input<E> input, List<E> examples, int steps);
  }

  /** Sequences of different lengths in a graph for sequences of one length. */
  static final class UnevenException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final HashSet<Integer> inputs = new HashSet<>();

    UnevenException(List<? extends Input<?>> inputs) {
      super(
          "inputs %s: expected sequences of one length in each batch, as at the start of training"
              .formatted(inputs.stream().map(Input::name).toList()));
      inputs.forEach(input -> this.inputs.add(input.number()));
    }

    /** Returns the numbers of the inputs. */
    Set<Integer> inputs() {
      return inputs;
    }
  }

  /** Returns what a function reads from an example; null is refused. */
  static <E, V> V read(String name, Function<E, V> function, E example) {
    V value = function.apply(example);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s: expected a value of each example, got null of %s; predictions read only what they need"
              .formatted(name, Excerpt.of(String.valueOf(example))));
    }
    return value;
  }

  /** Returns the place of an example, counted from 0, in messages. */
  static String place(int row, Object example) {
    return "example %d of a batch, %s".formatted(row, Excerpt.of(String.valueOf(example)));
  }

  /** Returns the operands that a batch is fed to. */
  Stream<Operand<?>> operands() {
    return Stream.concat(
        Stream.of(placeholder), fedLengths.stream().map(FedSequenceLengths::values));
  }

  /** Returns the length of each sequence; empty if the input is no sequence. */
  Optional<int[]> lengths(List<E> examples) {
    return length.map(l -> examples.stream().mapToInt(l).toArray());
  }

  /**
   * Feeds a batch.
   *
   * @param lengths the length of each sequence
   * @param isEmpty whether a sequence of a given length, or one computed from it, is empty
   */
  void feed(Feed feed, List<E> examples, Optional<int[]> lengths, IntPredicate isEmpty) {
    int steps = lengths.map(l -> Math.max(1, IntStream.of(l).max().orElse(1))).orElse(0);
    lengths.ifPresent(
        l -> {
          if (fedLengths.isPresent()) {
            fedLengths.get().feed(l, steps, feed::ints);
          } else if (IntStream.of(l).anyMatch(one -> one != steps || isEmpty.test(one))) {
            throw new UnevenException(List.of(this));
          }
        });
    feed.tensor(placeholder, encoder.encode(this, examples, steps));
  }

  /** Returns whether the sequences of a batch differ in length, or one has no steps. */
  boolean isUneven(List<E> examples, IntPredicate isEmpty) {
    return lengths(examples).stream()
        .anyMatch(all -> IntStream.of(all).anyMatch(own -> own != all[0] || isEmpty.test(own)));
  }

  /** Returns the examples in batches. */
  static <E> List<List<E>> batches(List<E> examples, int size) {
    List<List<E>> batches = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += size) {
      batches.add(examples.subList(from, Math.min(from + size, examples.size())));
    }
    return batches;
  }
}

package org.tributary.examples.bench.layers;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tributary.tribuo.config.TaggerCell;

/**
 * One benchmark case: a single bidirectional float32 layer.
 *
 * @param cell recurrent cell
 * @param shape sizes of layer and input
 * @param lengths distribution of sequence lengths
 * @param mode timed operation
 */
public record LayerCase(TaggerCell cell, LayerShape shape, LengthDistribution lengths, Mode mode) {

  /** Timed operations. */
  public enum Mode {
    /** The forward pass. */
    INFERENCE,
    /** Forward and backward pass with the gradients of input and parameters. */
    TRAINING
  }

  /** Distributions of the sequence lengths in a batch. */
  public enum LengthDistribution {
    /** All T, run without lengths. */
    FULL,
    /** Uniform from T down to 0.4 T. */
    SPREAD,
    /** Uniform from T down to 1. */
    TRIANGULAR
  }

  /**
   * Sizes of a layer and its input.
   *
   * @param steps time steps, T
   * @param rows batch size, B
   * @param input input size, I
   * @param hidden hidden size per direction, H
   */
  public record LayerShape(int steps, int rows, int input, int hidden) {
    /**
     * Parses {@code T,B,I,H}.
     *
     * @throws IllegalArgumentException unless the text is four numbers of at least 1
     */
    public static LayerShape parse(String text) {
      int[] sizes;
      try {
        sizes =
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .mapToInt(Integer::parseInt)
                .toArray();
      } catch (NumberFormatException e) {
        sizes = new int[0];
      }
      if (sizes.length != 4 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
        throw new IllegalArgumentException(
            "shape: expected T,B,I,H (steps, rows, input and hidden size) as four numbers of at"
                + " least 1, such as 32,32,100,128, got '"
                + text
                + "'");
      }
      return new LayerShape(sizes[0], sizes[1], sizes[2], sizes[3]);
    }

    @Override
    public String toString() {
      return "%d,%d,%d,%d".formatted(steps, rows, input, hidden);
    }
  }

  /** Returns the length of each sequence, longest first. */
  public int[] rowLengths() {
    double shortest =
        switch (lengths) {
          case FULL -> shape.steps();
          case SPREAD -> 0.4 * shape.steps();
          case TRIANGULAR -> 1;
        };
    int last = shape.rows() - 1;
    return IntStream.rangeClosed(0, last)
        .map(
            n ->
                (int)
                    Math.round(
                        shape.steps() - (last == 0 ? 0 : (shape.steps() - shortest) * n / last)))
        .toArray();
  }

  @Override
  public String toString() {
    return "%s %s %s %s".formatted(lower(cell), shape, lower(lengths), lower(mode));
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

package org.tributary.examples.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One layer to time: bidirectional, one layer deep, float32.
 *
 * @param cell which kind
 * @param shape its sizes
 * @param lengths how long the rows are
 * @param mode what is timed
 */
public record LayerCase(CellKind cell, LayerShape shape, LengthPlan lengths, Mode mode) {

  /** The kind of cell. */
  public enum CellKind {
    /** Long short-term memory. */
    LSTM,
    /** Gated recurrent unit. */
    GRU,
    /** Elman's network with tanh. */
    RNN
  }

  /** What one timing does. */
  public enum Mode {
    /** The forward pass. */
    INFERENCE,
    /** Forward, backward, and the gradients to input and parameters. */
    TRAINING
  }

  /** How long the rows of a batch are. */
  public enum LengthPlan {
    /** All T; no lengths are given. */
    FULL,
    /** Spread evenly from T down to 0.4 T. */
    SPREAD,
    /** Spread evenly from T down to 1. */
    TRIANGULAR
  }

  /**
   * Sizes of a layer and its input.
   *
   * @param steps T
   * @param rows B
   * @param input I
   * @param hidden H
   */
  public record LayerShape(int steps, int rows, int input, int hidden) {
    /** Reads {@code T,B,I,H}. */
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

  /** The length of each row, longest first. */
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

package org.tributary.examples.workshop;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tributary.layer.Recurrent;
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
      if (!text.matches("\\s*[1-9]\\d{0,8}\\s*(,\\s*[1-9]\\d{0,8}\\s*){3}")) {
        throw new IllegalArgumentException(
            "shape: expected T,B,I,H (steps, rows, input and hidden size) as four numbers of at"
                + " least 1, such as 32,32,100,128, got '"
                + text
                + "'");
      }
      List<Integer> sizes =
          Arrays.stream(text.split(",")).map(size -> Integer.parseInt(size.strip())).toList();
      return new LayerShape(sizes.get(0), sizes.get(1), sizes.get(2), sizes.get(3));
    }

    @Override
    public String toString() {
      return "%d,%d,%d,%d".formatted(steps, rows, input, hidden);
    }
  }

  /** Returns the length of each sequence, longest first. */
  public int[] rowLengths() {
    int steps = shape.steps();
    double shortest =
        switch (lengths) {
          case FULL -> steps;
          case SPREAD -> 0.4 * steps;
          case TRIANGULAR -> 1;
        };
    int last = Math.max(1, shape.rows() - 1);
    return IntStream.range(0, shape.rows())
        .map(n -> (int) Math.round(steps - (steps - shortest) * n / last))
        .toArray();
  }

  /** Returns the layer. */
  public Recurrent definition() {
    return cell.layer(shape.input(), shape.hidden()).bidirectional();
  }

  /** Returns the name of a constant in tables. */
  public static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

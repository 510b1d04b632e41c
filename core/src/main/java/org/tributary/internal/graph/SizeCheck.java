package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A check that operands agree in their sizes, where TensorFlow would broadcast: in Java for sizes
 * that are known, and for the others by an assertion in every run.
 */
public final class SizeCheck {
  /**
   * One size of an operand.
   *
   * @param name the operand's name in messages
   */
  public record Size(String name, Operand<?> operand, int axis) {
    private long known() {
      Shape shape = operand.shape();
      return shape.isUnknown() ? Shape.UNKNOWN_SIZE : shape.get(axis);
    }

    private Operand<TInt32> inGraph(Ops tf) {
      return tf.gather(tf.shape(operand), tf.constant(axis), tf.constant(0));
    }
  }

  /** An error of {@link #rows}, whose node names both operands. */
  private static final Pattern NODE =
      Pattern.compile(
          "with (?<values>\\d+) values, but the requested shape"
              + " (?:has|requires a multiple of) (?<wanted>\\d+)"
              + ".*?\\{\\{node (?:[^}]*/)?size\\.(?<name>[^.}]+)\\.as\\.(?<of>[^.}]+?)(?:_\\d+)?}}",
          Pattern.DOTALL);

  private final Ops tf;
  private final String what;
  private final String hint;
  private final List<Operand<TBool>> conditions = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Operand<?>> sizes = new ArrayList<>();
  private Op assertion;

  /**
   * Starts a check.
   *
   * @param what the start of the message
   * @param hint the likely cause, a question
   */
  public SizeCheck(Ops tf, String what, String hint) {
    this.tf = tf;
    this.what = what;
    this.hint = hint;
  }

  /**
   * Requires a number of dimensions.
   *
   * @param letters the expected shape in letters, such as {@code [T, N]}
   * @throws IllegalArgumentException if it is known to be another
   */
  public SizeCheck rank(String name, Operand<?> operand, int rank, String letters) {
    Shape shape = operand.shape();
    if (!shape.isUnknown()) {
      if (shape.numDimensions() != rank) {
        throw new IllegalArgumentException(
            "%s: expected %s %s, got shape %s; reshape them".formatted(what, name, letters, shape));
      }
      return this;
    }
    Operand<TInt32> actual = tf.rank(operand);
    add(tf.math.equal(actual, tf.constant(rank)), "dimensions of " + name, actual);
    return this;
  }

  /**
   * Requires equal sizes.
   *
   * @throws IllegalArgumentException if two are known to differ
   */
  public SizeCheck equal(Size first, Size... others) {
    for (Size other : others) {
      long expected = first.known();
      long actual = other.known();
      if (expected == Shape.UNKNOWN_SIZE || actual == Shape.UNKNOWN_SIZE) {
        Operand<TInt32> size = other.inGraph(tf);
        if (!names.contains(first.name())) {
          names.add(first.name());
          sizes.add(first.inGraph(tf));
        }
        add(tf.math.equal(first.inGraph(tf), size), other.name(), size);
      } else if (expected != actual) {
        throw new IllegalArgumentException(
            "%s: expected as many %s as %s, got %d and %d; %s"
                .formatted(what, other.name(), first.name(), actual, expected, hint));
      }
    }
    return this;
  }

  /**
   * Returns {@code x} [N] or [N, F], F known, with a check, in each run, that it has as many rows
   * as another operand. It is for steps and lookups, which an assertion would slow down: a reshape
   * copies nothing. A second reshape must not follow, since TensorFlow leaves out the first of two.
   *
   * @param name the operand's name in the message
   * @param otherName the other operand's name
   */
  public static <T extends TType> Operand<T> rows(
      Ops tf, String name, Operand<T> x, String otherName, Operand<?> other) {
    Shape shape = x.shape();
    boolean isKnown =
        !shape.isUnknown()
            && !other.shape().isUnknown()
            && shape.get(0) != Shape.UNKNOWN_SIZE
            && shape.get(0) == other.shape().get(0);
    if (isKnown || shape.isUnknown()) {
      return x;
    }
    Operand<TInt32> sizes = tf.shape(other);
    if (!shape.equals(other.shape())) {
      Operand<TInt32> first = tf.slice(sizes, tf.array(0), tf.array(1));
      sizes =
          shape.numDimensions() == 1
              ? first
              : tf.concat(List.of(first, tf.array(Math.toIntExact(shape.get(1)))), tf.constant(0));
    }
    return tf.withName("size.%s.as.%s".formatted(node(name), node(otherName))).reshape(x, sizes);
  }

  private static String node(String name) {
    return name.replaceAll("[^A-Za-z0-9]+", "_");
  }

  /** Returns the message of a run that {@link #rows} refuses; empty for another error. */
  static Optional<String> message(String error) {
    Matcher found = NODE.matcher(error);
    return found.find()
        ? Optional.of(
            "%s: expected the sizes of %s, %s values, got %s; do they agree in their numbers of rows and steps?"
                .formatted(
                    found.group("name").replace('_', ' '),
                    found.group("of").replace('_', ' '),
                    found.group("wanted"),
                    found.group("values")))
        : Optional.empty();
  }

  private void add(Operand<TBool> condition, String name, Operand<TInt32> value) {
    conditions.add(condition);
    names.add(name);
    sizes.add(value);
  }

  /**
   * Returns {@code x} with the assertion, if any size was unknown. Every operand of the checked
   * computation needs it, so that no operation fails first with TensorFlow's own message.
   */
  public <T extends TType> Operand<T> guard(Operand<T> x) {
    if (conditions.isEmpty()) {
      return x;
    }
    if (assertion == null) {
      List<Operand<?>> message = new ArrayList<>();
      message.add(
          tf.constant(
              "%s: expected equal numbers; %s Got %s:"
                  .formatted(what, hint, String.join(", ", names))));
      message.addAll(sizes);
      assertion = tf.assertThat(tf.reduceAll(tf.stack(conditions), tf.constant(0)), message);
    }
    return tf.withControlDependencies(List.of(assertion)).identity(x);
  }
}

package org.tributary.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;

/**
 * An argument of an {@link ArgumentCall}: its valid value, and invalid values that differ from it
 * in one length, one dimension, the rank or the range.
 */
public final class Argument {
  /**
   * A value that differs from the valid one.
   *
   * @param difference the difference, such as {@code "one shorter"}
   * @param names the names by which a message may refer to the value; empty for the parameter's
   */
  record Variant(
      String difference,
      Function<CallContext, Object> value,
      List<String> names,
      boolean allowed,
      boolean isNull,
      boolean isRead) {

    private Variant(
        String difference,
        Function<CallContext, Object> value,
        List<String> names,
        boolean allowed) {
      this(difference, value, names, allowed, false, true);
    }

    private Variant naming(List<String> more) {
      return new Variant(
          difference, value, names.isEmpty() ? more : names, allowed, isNull, isRead);
    }

    private Variant allowing() {
      return new Variant(difference, value, names, true, isNull, isRead);
    }

    private Variant unread() {
      return new Variant(difference, value, names, allowed, isNull, false);
    }
  }

  private static final String UNKNOWN = "shape unknown";

  private final Function<CallContext, Object> valid;
  private final List<Variant> variants;
  private boolean unused;

  private Argument(Function<CallContext, Object> valid, List<Variant> variants) {
    this.valid = valid;
    this.variants = variants;
  }

  Function<CallContext, Object> valid() {
    return valid;
  }

  /** Returns the valid value in the graph of a call. */
  public Object in(CallContext context) {
    return valid.apply(context);
  }

  /** Returns this argument as one that the call does not read: it may be null. */
  public Argument unused() {
    unused = true;
    return this;
  }

  boolean isUnused() {
    return unused;
  }

  List<Variant> variants() {
    return variants;
  }

  /** Returns a value without variants, such as a generator, a definition or an option. */
  public static Argument fixed(Object value) {
    return new Argument(context -> value, List.of());
  }

  /** Returns a value without variants that each call creates. */
  public static Argument made(Supplier<?> value) {
    return new Argument(context -> value.get(), List.of());
  }

  /** Returns the operations of the call's graph. */
  public static Argument ops() {
    return new Argument(CallContext::ops, List.of());
  }

  /** Returns a value without variants that is part of the call's graph. */
  public static Argument inGraph(Function<CallContext, Object> value) {
    return new Argument(value, List.of());
  }

  /** Returns an array. Variants: one element shorter, one longer. */
  public static Argument floats(float... values) {
    return array(values, values.length, Arrays::copyOf);
  }

  /** Returns an array of {@code count} different positive numbers, as {@link #floats}. */
  public static Argument floats(int count) {
    return floats(numbers(count));
  }

  /** Returns an array. Variants: one element shorter, one longer by a 0. */
  public static Argument ints(int... values) {
    return array(values, values.length, Arrays::copyOf);
  }

  /** Returns an array. Variants: one element shorter, one longer by a 0. */
  public static Argument longs(long... values) {
    return array(values, values.length, Arrays::copyOf);
  }

  /** Returns an array. Variants: one element shorter, one longer by a true. */
  public static Argument booleans(boolean... values) {
    return array(
        values,
        values.length,
        (from, length) -> {
          boolean[] copy = Arrays.copyOf(from, length);
          if (length > from.length) {
            copy[from.length] = true;
          }
          return copy;
        });
  }

  private interface Resize<A> {
    A of(A array, int length);
  }

  private static <A> Argument array(A values, int length, Resize<A> resize) {
    return new Argument(context -> resize.of(values, length), new ArrayList<>())
        .refusing("one shorter", resize.of(values, length - 1))
        .refusing("one longer", resize.of(values, length + 1));
  }

  /**
   * Returns a list. Variants: without its last element, with its last element twice, and with null
   * as its last element.
   */
  public static Argument list(Object... elements) {
    List<Object> all = List.of(elements);
    List<Object> longer = new ArrayList<>(all);
    longer.add(all.get(all.size() - 1));
    return new Argument(context -> all, new ArrayList<>())
        .withNull("an element null", withNull(all))
        .refusing("one shorter", all.subList(0, all.size() - 1))
        .refusing("one longer", longer);
  }

  private static List<Object> withNull(List<Object> all) {
    List<Object> changed = new ArrayList<>(all);
    changed.set(changed.size() - 1, null);
    return changed;
  }

  private Argument withNull(String difference, Object value) {
    variants.add(new Variant(difference, context -> value, List.of(), false, true, true));
    return this;
  }

  /** Returns a number. Variants: those below and above its range. */
  public static Argument index(int value, int first, int last) {
    return value(value).refusing("below", first - 1).refusing("above", last + 1);
  }

  /** Returns a value, to which {@link #refusing} adds variants. */
  public static Argument value(Object value) {
    return new Argument(context -> value, new ArrayList<>());
  }

  /** Returns a shape. Variants: each dimension one less, one more and unknown; another rank. */
  public static Argument shape(long... shape) {
    Argument argument = value(TensorShape.of(shape));
    shapes(shape)
        .forEach((difference, other) -> argument.refusing(difference, TensorShape.of(other)));
    return argument;
  }

  /** Returns a shape. Variants: each dimension one less, one more and unknown; another rank. */
  public static Argument operandShape(long... shape) {
    Argument argument = value(Shape.of(shape));
    shapes(shape).forEach((difference, other) -> argument.refusing(difference, Shape.of(other)));
    return argument.refusing("unknown", Shape.unknown());
  }

  /** Returns a tensor of positive numbers. Variants: other dimensions, another rank. */
  public static Argument tensor(long... shape) {
    Argument argument = value(filled(shape));
    shapes(shape).forEach((difference, other) -> argument.refusing(difference, filled(other)));
    return argument;
  }

  /**
   * Returns an operand of positive numbers. Variants: those of {@link #tensor}, and an operand of
   * unknown shape, which is refused when the graph is built: in a run a value of another rank would
   * be broadcast, or abort the process.
   */
  public static Argument operand(long... shape) {
    Argument argument = inGraph(context -> context.operand(filled(shape)));
    Argument open = new Argument(argument.valid, new ArrayList<>());
    shapes(shape)
        .forEach(
            (difference, other) ->
                open.refusingInGraph(difference, context -> context.operand(filled(other))));
    return open.refusingInGraph(UNKNOWN, context -> context.ops().placeholder(TFloat32.class));
  }

  /**
   * Returns an operand of positive numbers whose sizes must be known when the graph is built, as
   * those of a parameter are. Variants: those of {@link #operand}, and one with unknown sizes.
   */
  public static Argument parameter(long... shape) {
    Argument open = new Argument(context -> context.constant(filled(shape)), new ArrayList<>());
    shapes(shape)
        .forEach(
            (difference, other) ->
                open.refusingInGraph(difference, context -> context.constant(filled(other))));
    long[] unknown = shape.clone();
    Arrays.fill(unknown, -1);
    return open.refusingInGraph(
            "size unknown",
            context ->
                context.ops().placeholder(TFloat32.class, Placeholder.shape(Shape.of(unknown))))
        .refusingInGraph(UNKNOWN, context -> context.ops().placeholder(TFloat32.class));
  }

  /** Returns an operand of integers, with variants as {@link #operand}. */
  public static Argument intOperand(long[] shape, int... values) {
    Argument open =
        new Argument(context -> context.operand(Shape.of(shape), values), new ArrayList<>());
    shapes(shape)
        .forEach(
            (difference, other) ->
                open.refusingInGraph(
                    difference, context -> context.operand(Shape.of(other), values)));
    return open.refusingInGraph(UNKNOWN, context -> context.ops().placeholder(TInt32.class));
  }

  /**
   * Returns the parameters of {@code specs}. Variants: without each, with one more, and each with
   * other dimensions or another rank.
   */
  public static Argument parameters(List<ParameterSpec> specs) {
    Map<String, FloatTensor> all = new LinkedHashMap<>();
    specs.forEach(spec -> all.put(spec.name(), filled(spec.shape().asArray())));
    List<Variant> variants = new ArrayList<>();
    Map<String, FloatTensor> more = new LinkedHashMap<>(all);
    more.put("other", filled(1));
    variants.add(
        new Variant("one more", context -> ParameterValues.of(more), List.of("other"), false));
    for (ParameterSpec spec : specs) {
      List<String> names = List.of(spec.name());
      Map<String, FloatTensor> fewer = new LinkedHashMap<>(all);
      fewer.remove(spec.name());
      variants.add(
          new Variant(
              "without " + spec.name(), context -> ParameterValues.of(fewer), names, false));
      shapes(spec.shape().asArray())
          .forEach(
              (difference, other) -> {
                Map<String, FloatTensor> changed = new LinkedHashMap<>(all);
                changed.put(spec.name(), filled(other));
                variants.add(
                    new Variant(
                        "%s %s".formatted(spec.name(), difference),
                        context -> ParameterValues.of(changed),
                        names,
                        false));
              });
    }
    return new Argument(context -> ParameterValues.of(all), variants);
  }

  /** Returns the specification of a parameter. */
  public static ParameterSpec spec(String name, long... shape) {
    return new ParameterSpec(name, TensorShape.of(shape), Initializer.uniform(0.5));
  }

  /**
   * Returns an argument that is made of others, such as a state of tensors. Its variants are those
   * of its parts.
   */
  public static Argument of(Function<List<Object>, Object> build, Argument... parts) {
    return of((context, values) -> build.apply(values), parts);
  }

  /** A function from the values of the parts to the argument, in the call's graph. */
  @FunctionalInterface
  public interface Build {
    /** Returns the argument. */
    Object of(CallContext context, List<Object> parts);
  }

  /** Returns an argument that is made of others, in the call's graph. */
  public static Argument of(Build build, Argument... parts) {
    List<Variant> variants = new ArrayList<>();
    for (int k = 0; k < parts.length; k++) {
      int at = k;
      for (Variant variant : parts[k].variants) {
        variants.add(
            new Variant(
                "part %d %s".formatted(k, variant.difference()),
                context -> build.of(context, values(context, parts, at, variant.value())),
                variant.names(),
                variant.allowed(),
                variant.isNull(),
                variant.isRead()));
      }
    }
    return new Argument(
        context -> build.of(context, values(context, parts, -1, c -> null)), variants);
  }

  private static List<Object> values(
      CallContext context, Argument[] parts, int changed, Function<CallContext, Object> other) {
    List<Object> values = new ArrayList<>();
    for (int k = 0; k < parts.length; k++) {
      values.add((k == changed ? other : parts[k].valid).apply(context));
    }
    return values;
  }

  /** Adds an invalid value. */
  public Argument refusing(String difference, Object value) {
    return refusingInGraph(difference, context -> value);
  }

  private Argument refusingInGraph(String difference, Function<CallContext, Object> value) {
    variants.add(new Variant(difference, value, List.of(), false));
    return this;
  }

  /** Returns this argument with the variants that begin with one of {@code differences} allowed. */
  public Argument allowing(String... differences) {
    for (String difference : differences) {
      if (variants.stream().noneMatch(variant -> variant.difference().startsWith(difference))) {
        throw new IllegalArgumentException(
            "argument: expected one of %s to allow, got %s".formatted(variants, difference));
      }
    }
    return new Argument(
        valid,
        new ArrayList<>(
            variants.stream()
                .map(
                    variant ->
                        Arrays.stream(differences).anyMatch(variant.difference()::startsWith)
                            ? variant.allowing()
                            : variant)
                .toList()));
  }

  /** Returns this argument as one that is checked when the graph is built, and no run reads. */
  public Argument unread() {
    return new Argument(valid, new ArrayList<>(variants.stream().map(Variant::unread).toList()));
  }

  /** Returns this argument with all its lengths free. */
  public Argument ofAnyLength() {
    return allowing("one shorter", "one longer");
  }

  /** Sets the names by which a message may refer to the argument, instead of the parameter's. */
  public Argument named(String... names) {
    return new Argument(
        valid,
        new ArrayList<>(variants.stream().map(variant -> variant.naming(List.of(names))).toList()));
  }

  /** Returns a tensor of positive numbers that differ. */
  public static FloatTensor filled(long... shape) {
    return FloatTensor.of(TensorShape.of(shape), numbers((int) TensorShape.of(shape).size()));
  }

  private static float[] numbers(int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (k % 7 + 1) / 8f;
    }
    return values;
  }

  /**
   * Returns other shapes by their difference: each dimension one less and one more, other ranks.
   */
  static Map<String, long[]> shapes(long[] shape) {
    Map<String, long[]> all = new LinkedHashMap<>();
    for (int k = 0; k < shape.length; k++) {
      all.put("dimension %d one less".formatted(k), with(shape, k, shape[k] - 1));
      all.put("dimension %d one more".formatted(k), with(shape, k, shape[k] + 1));
      if (shape[k] > 2) {
        all.put("dimension %d of 1".formatted(k), with(shape, k, 1));
      }
    }
    if (shape.length > 0) {
      all.put("rank one less", Arrays.copyOfRange(shape, 1, shape.length));
    }
    long[] more = new long[shape.length + 1];
    more[0] = 1;
    System.arraycopy(shape, 0, more, 1, shape.length);
    all.put("rank one more", more);
    return all;
  }

  private static long[] with(long[] shape, int dimension, long size) {
    long[] changed = shape.clone();
    changed[dimension] = size;
    return changed;
  }
}

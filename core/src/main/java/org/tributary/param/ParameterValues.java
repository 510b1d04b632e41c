package org.tributary.param;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;
import org.tributary.random.TorchRandom;

/**
 * Named values in a fixed order, held on the Java heap: what PyTorch calls a {@code state_dict}.
 * Immutable; arrays are copied on the way in and out.
 */
public final class ParameterValues {
  private final Map<String, FloatTensor> entries;

  private ParameterValues(Map<String, FloatTensor> entries) {
    this.entries = entries;
  }

  /** Draws every parameter's first values, in the order given. */
  public static ParameterValues draw(List<ParameterSpec> specs, TorchRandom random) {
    Builder builder = new Builder();
    for (ParameterSpec spec : specs) {
      builder.add(spec.name(), spec.shape(), spec.initializer().draw(spec.shape(), random));
    }
    return builder.build();
  }

  /** Starts an empty set. */
  public static Builder builder() {
    return new Builder();
  }

  /** The names, in order. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /**
   * The shape of {@code name}.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public Shape shape(String name) {
    return tensor(name).shape();
  }

  /**
   * A copy of the values of {@code name} in row-major order.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public float[] values(String name) {
    return tensor(name).values();
  }

  /** The number of values in all parameters together. */
  public long count() {
    return entries.values().stream().mapToLong(e -> e.shape().size()).sum();
  }

  /**
   * The values of {@code specs} alone, in their order.
   *
   * @throws IllegalArgumentException if one is missing
   */
  public ParameterValues only(List<ParameterSpec> specs) {
    Builder builder = new Builder();
    specs.forEach(spec -> builder.add(spec.name(), shape(spec.name()), values(spec.name())));
    return builder.build();
  }

  /**
   * The values of a part of a larger module: those whose names begin with {@code prefix.}, under
   * the rest of their names. The inverse of {@link ParameterSpec#within(String)}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ParameterValues part(String prefix) {
    Map<String, FloatTensor> part = new LinkedHashMap<>();
    entries.forEach(
        (name, value) -> {
          if (name.startsWith(prefix + ".")) {
            part.put(name.substring(prefix.length() + 1), value);
          }
        });
    if (part.isEmpty()) {
      throw new IllegalArgumentException(
          "parameters: expected some whose names begin with '%s.', got %s"
              .formatted(prefix, names()));
    }
    return new ParameterValues(part);
  }

  /**
   * The same in the order of {@code specs}, if they are the values of exactly those: files do not
   * keep PyTorch's order of registration.
   *
   * @throws IllegalArgumentException as {@link #requireMatch}
   */
  public ParameterValues matching(List<ParameterSpec> specs) {
    Set<String> wanted = specs.stream().map(ParameterSpec::name).collect(Collectors.toSet());
    ParameterValues ordered = entries.keySet().equals(wanted) ? only(specs) : this;
    ordered.requireMatch(specs);
    return ordered;
  }

  /**
   * The same with another value of one parameter, such as a table of pretrained vectors.
   *
   * @throws IllegalArgumentException if there is no such parameter, or the value is of another
   *     shape
   */
  public ParameterValues with(String name, FloatTensor value) {
    if (!shape(name).equals(value.shape())) {
      throw new IllegalArgumentException(
          "parameter %s: expected shape %s, got %s".formatted(name, shape(name), value.shape()));
    }
    Map<String, FloatTensor> changed = new LinkedHashMap<>(entries);
    changed.put(name, value);
    return new ParameterValues(changed);
  }

  /**
   * Checks that these are values for exactly {@code specs}, in name and shape.
   *
   * @throws IllegalArgumentException if one is missing, too many or of another shape
   */
  public void requireMatch(List<ParameterSpec> specs) {
    List<String> expected = new ArrayList<>();
    for (ParameterSpec spec : specs) {
      expected.add(spec.name());
      if (entries.containsKey(spec.name()) && !shape(spec.name()).equals(spec.shape())) {
        throw new IllegalArgumentException(
            "parameter %s: expected shape %s, got %s; are these values of another model?"
                .formatted(spec.name(), spec.shape(), shape(spec.name())));
      }
    }
    if (!expected.equals(names())) {
      throw new IllegalArgumentException(
          "parameters: expected %s, got %s; are these values of another model?"
              .formatted(expected, names()));
    }
  }

  /**
   * The first number that is NaN or infinite, as in {@code lstm.bias_ih_l0 has the value NaN};
   * empty if there is none.
   */
  public Optional<String> defect() {
    for (Map.Entry<String, FloatTensor> entry : entries.entrySet()) {
      for (float value : entry.getValue().values()) {
        if (!Float.isFinite(value)) {
          return Optional.of("%s has the value %s".formatted(entry.getKey(), value));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Checks that every number is finite.
   *
   * @throws IllegalArgumentException if one is not
   */
  public void requireFinite() {
    defect()
        .ifPresent(
            defect -> {
              throw new IllegalArgumentException(
                  "parameters: expected finite numbers, but %s; did training diverge?"
                      .formatted(defect));
            });
  }

  /**
   * Shape and values of {@code name}.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public FloatTensor tensor(String name) {
    FloatTensor entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "parameter %s: no such name; there are %s".formatted(name, entries.keySet()));
    }
    return entry;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterValues that
        && names().equals(that.names())
        && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.keySet().hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    entries.forEach((name, e) -> text.append(name).append(' ').append(e.shape()).append('\n'));
    return text.toString();
  }

  /** Collects values in order. */
  public static final class Builder {
    private final Map<String, FloatTensor> entries = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a parameter.
     *
     * @param values its values in row-major order
     * @throws IllegalArgumentException if the name is taken or the count is not the shape's
     */
    public Builder add(String name, Shape shape, float[] values) {
      if (shape.size() != values.length) {
        throw new IllegalArgumentException(
            "parameter %s: expected %d values for shape %s, got %d"
                .formatted(name, shape.size(), shape, values.length));
      }
      if (entries.putIfAbsent(name, FloatTensor.of(shape, values)) != null) {
        throw new IllegalArgumentException("parameter %s: given twice".formatted(name));
      }
      return this;
    }

    /** The collected set. */
    public ParameterValues build() {
      return new ParameterValues(new LinkedHashMap<>(entries));
    }
  }
}

package org.tributary.param;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;

/**
 * Named parameter values on the Java heap: PyTorch's {@code state_dict}. Immutable; arrays are
 * copied on the way in and out. Names decide which value belongs to which parameter: the order, in
 * which a file may differ, matters neither where values meet parameters nor to {@link #equals}.
 */
public final class ParameterValues {
  private final Map<String, FloatTensor> entries;

  private ParameterValues(Map<String, FloatTensor> entries) {
    this.entries = entries;
  }

  /** Draws the initial values of every parameter, in the order of {@code specs}. */
  public static ParameterValues draw(List<ParameterSpec> specs, TorchRandom random) {
    Builder builder = new Builder();
    for (ParameterSpec spec : specs) {
      builder.add(spec.name(), spec.shape(), spec.initializer().draw(spec.shape(), random));
    }
    return builder.build();
  }

  /** Returns the given tensors, in order. */
  public static ParameterValues of(Map<String, FloatTensor> tensors) {
    return new ParameterValues(new LinkedHashMap<>(tensors));
  }

  /** Returns an empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the names, in order. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** Returns the tensors by name, in order. */
  public Map<String, FloatTensor> tensors() {
    return Collections.unmodifiableMap(entries);
  }

  /**
   * Returns the shape of {@code name}.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public TensorShape shape(String name) {
    return tensor(name).shape();
  }

  /**
   * Returns a copy of the values of {@code name} in row-major order.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public float[] values(String name) {
    return tensor(name).values();
  }

  /** Returns the total number of values. */
  public long count() {
    return entries.values().stream().mapToLong(e -> e.shape().size()).sum();
  }

  /**
   * Returns the values of {@code specs} alone, in their order.
   *
   * @throws IllegalArgumentException if one is missing
   */
  public ParameterValues only(List<ParameterSpec> specs) {
    Map<String, FloatTensor> selected = new LinkedHashMap<>();
    specs.forEach(spec -> selected.put(spec.name(), tensor(spec.name())));
    return new ParameterValues(selected);
  }

  /**
   * Returns the values of a submodule: the parameters whose names begin with {@code prefix.}, with
   * that prefix removed. The inverse of {@link ParameterSpec#within(String)}.
   *
   * @throws IllegalArgumentException if no name begins with the prefix
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
   * Returns these values with those of {@code loaded} in their place where both have the name:
   * PyTorch's {@code load_state_dict} with {@code strict=False}.
   *
   * @throws IllegalArgumentException if a value is of another shape, as in PyTorch
   */
  public PartialValues withAll(ParameterValues loaded) {
    return PartialValues.of(this, loaded);
  }

  /**
   * Returns these values with one parameter replaced, for instance by pretrained vectors.
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
   * Checks that these are the values of exactly {@code specs}, in name and shape, in any order.
   *
   * @throws IllegalArgumentException if a parameter is missing, unexpected or of another shape
   */
  public void requireMatch(List<ParameterSpec> specs) {
    Set<String> expected = new LinkedHashSet<>();
    for (ParameterSpec spec : specs) {
      if (!expected.add(spec.name())) {
        throw new IllegalArgumentException(
            "specs: expected distinct names, got %s twice".formatted(spec.name()));
      }
      if (entries.containsKey(spec.name()) && !shape(spec.name()).equals(spec.shape())) {
        throw new IllegalArgumentException(
            "parameter %s: expected shape %s, got %s; %s"
                .formatted(
                    spec.name(),
                    spec.shape(),
                    shape(spec.name()),
                    spec.shape().isTransposed(shape(spec.name()))
                        ? "is it transposed? PyTorch's weights are [outputs, inputs]"
                        : "are these values of another model?"));
      }
    }
    if (!expected.equals(entries.keySet())) {
      throw new IllegalArgumentException(
          "parameters: expected %s, got %s; %s"
              .formatted(
                  Excerpt.of(expected),
                  Excerpt.of(names()),
                  prefixBefore(List.copyOf(expected))
                      .map(
                          prefix ->
                              "read the file with the prefix \"%s.\", or take part(\"%s\")"
                                  .formatted(prefix, prefix))
                      .orElse("are these values of another model?")));
    }
  }

  /** Returns the prefix with which the expected names are among these, without its dot. */
  private Optional<String> prefixBefore(List<String> expected) {
    return names().stream()
        .filter(name -> !expected.isEmpty() && name.endsWith("." + expected.get(0)))
        .map(name -> name.substring(0, name.length() - expected.get(0).length() - 1))
        .filter(prefix -> expected.stream().allMatch(e -> entries.containsKey(prefix + "." + e)))
        .findFirst();
  }

  /**
   * Describes the first NaN or infinite value, as in {@code lstm.bias_ih_l0 has the value NaN};
   * empty if every value is finite.
   */
  public Optional<String> defect() {
    for (Map.Entry<String, FloatTensor> entry : entries.entrySet()) {
      OptionalDouble defect = entry.getValue().firstNonFinite();
      if (defect.isPresent()) {
        return Optional.of("%s has the value %s".formatted(entry.getKey(), defect.getAsDouble()));
      }
    }
    return Optional.empty();
  }

  /**
   * Checks that every value is finite.
   *
   * @throws IllegalArgumentException if a value is NaN or infinite
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
   * Returns the shape and values of {@code name}.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public FloatTensor tensor(String name) {
    FloatTensor entry = entries.get(NullChecks.require("name", "a parameter's name", name));
    if (entry == null) {
      throw new IllegalArgumentException(
          "parameter %s: no such name; there are %s"
              .formatted(Excerpt.of(name), Excerpt.of(entries.keySet())));
    }
    return entry;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterValues that && entries.equals(that.entries);
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

  /** A builder of parameter values, in insertion order. */
  public static final class Builder {
    private final Map<String, FloatTensor> entries = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a parameter.
     *
     * @param values the values in row-major order
     * @throws IllegalArgumentException if the name is taken or the number of values is not the
     *     shape's
     */
    public Builder add(String name, TensorShape shape, float[] values) {
      NullChecks.require("name", "a parameter's name", name);
      if (shape.size() != values.length) {
        throw new IllegalArgumentException(
            "parameter %s: expected %d values for shape %s, got %d"
                .formatted(name, shape.size(), shape, values.length));
      }
      if (entries.putIfAbsent(name, FloatTensor.of(shape, values)) != null) {
        throw new IllegalArgumentException(
            "parameter %s: expected each name once, got it twice".formatted(name));
      }
      return this;
    }

    /** Returns the values added so far. */
    public ParameterValues build() {
      return new ParameterValues(new LinkedHashMap<>(entries));
    }
  }
}

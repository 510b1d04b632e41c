package org.tributary.param;

import java.util.List;
import org.tributary.internal.NullChecks;

/**
 * The name, shape and initializer of a parameter.
 *
 * @param name the name in PyTorch's {@code state_dict}
 * @param shape the shape, every dimension known and positive
 * @param initializer the distribution of the initial values
 */
public record ParameterSpec(String name, TensorShape shape, Initializer initializer) {

  /** Checks that the shape is known and not too large. */
  public ParameterSpec {
    NullChecks.require("name", "a value", name);
    NullChecks.require("initializer", "a value", initializer);
    for (long size : shape.asArray()) {
      if (size < 1) {
        throw new IllegalArgumentException(
            "parameter %s: expected positive dimensions, got shape %s".formatted(name, shape));
      }
    }
    shape.requireArray("parameter " + name);
  }

  /** Returns this parameter under another name. */
  public ParameterSpec named(String name) {
    return new ParameterSpec(name, shape, initializer);
  }

  /** Returns this parameter as a part of a larger module: {@code prefix.name}. */
  public ParameterSpec within(String prefix) {
    return named(prefix + "." + name);
  }

  /** Returns {@code parameters} as parts of a larger module, each {@code prefix.name}. */
  public static List<ParameterSpec> within(String prefix, List<ParameterSpec> parameters) {
    return parameters.stream().map(p -> p.within(prefix)).toList();
  }
}

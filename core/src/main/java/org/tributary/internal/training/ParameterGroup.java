package org.tributary.internal.training;

import java.util.List;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.train.optimizer.Optimizer;

/**
 * The optimizer and the learning rate of the parameters whose names begin with a prefix: PyTorch's
 * parameter group.
 *
 * @param rateFactor the group's learning rate divided by that of a step, at least 0
 */
public record ParameterGroup(String prefix, Optimizer optimizer, double rateFactor) {
  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the factor is negative or not finite as float32
   */
  public ParameterGroup {
    NullChecks.require("prefix", "the beginning of names", prefix);
    NullChecks.require("optimizer", "one", optimizer);
    NumberChecks.rate("learning rate", rateFactor);
  }

  /** Returns the group of all parameters that are in no other. */
  public static ParameterGroup rest(Optimizer optimizer) {
    return new ParameterGroup("", optimizer, 1);
  }

  /** Returns the last of {@code groups} that a parameter belongs to. */
  public static ParameterGroup of(List<ParameterGroup> groups, String name) {
    return groups.stream()
        .filter(group -> name.startsWith(group.prefix()))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /**
   * Checks that there is a parameter in this group.
   *
   * @throws IllegalArgumentException if no name begins with the prefix
   */
  public ParameterGroup requireAny(List<String> names) {
    if (names.stream().noneMatch(name -> name.startsWith(prefix))) {
      throw new IllegalArgumentException(
          "parameter group: expected the beginning of one of %s, got %s".formatted(names, prefix));
    }
    return this;
  }
}

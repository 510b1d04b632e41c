package org.tributary.tribuo.internal.model;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tributary.param.FloatTensor;

/**
 * The mutable context of resolving configured inputs against a feature domain: the unique names of
 * the network's inputs, and the pretrained tables collected so far.
 */
public final class InputResolution {
  private final FeatureGroups groups;
  private final Set<String> names;
  private final Map<String, FloatTensor> tables = new LinkedHashMap<>();

  /**
   * @param names the names of inputs that are named after their groups
   */
  public InputResolution(FeatureGroups groups, Set<String> names) {
    this.groups = groups;
    this.names = new HashSet<>(names);
  }

  /** Returns the groups of the domain. */
  public FeatureGroups groups() {
    return groups;
  }

  /** Returns an unused input name: {@code name}, with a number from 2 appended if necessary. */
  public String unusedName(String name) {
    String unused = name;
    for (int number = 2; !names.add(unused); number++) {
      unused = name + number;
    }
    return unused;
  }

  /** Sets the initial values of a pretrained table. */
  public void addTable(String parameter, FloatTensor values) {
    tables.put(parameter, values);
  }

  /** Returns the initial values of the pretrained tables, by parameter name. */
  public Map<String, FloatTensor> tables() {
    return tables;
  }

  /**
   * Checks that the domain has features of {@code group}.
   *
   * @throws IllegalArgumentException if it has none, or holds hashed names
   */
  public void requireGroup(String group) {
    if (groups.isHashed()) {
      throw new IllegalArgumentException(
          "inputs: expected features with names to read the group '%s' from, got a domain of hashed names; train without hashing, or configure no inputs"
              .formatted(group));
    }
    if (groups.ids(group).isEmpty()) {
      throw new IllegalArgumentException(
          "inputs: expected features whose names begin with '%s=' or '%s@' in the training data, got none; their groups are %s"
              .formatted(group, group, groups.names()));
    }
  }
}

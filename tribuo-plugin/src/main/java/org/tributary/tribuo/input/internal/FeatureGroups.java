package org.tributary.tribuo.input.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.ImmutableFeatureMap;

/**
 * The feature groups of a domain. A feature's group is the part of its name before the first {@code
 * =}. A domain of hashed names has no groups.
 */
public final class FeatureGroups {
  private final ValidatedFeatureMap domain;
  private final Map<String, List<Integer>> ids = new TreeMap<>();

  /**
   * @throws IllegalArgumentException if the map is inconsistent
   */
  public FeatureGroups(ImmutableFeatureMap map) {
    this.domain = new ValidatedFeatureMap(map);
    if (!isHashed()) {
      for (int id = 0; id < domain.size(); id++) {
        String group = group(name(id));
        if (!group.isEmpty()) {
          ids.computeIfAbsent(group, g -> new ArrayList<>()).add(id);
        }
      }
    }
  }

  /** Returns whether the domain holds hashed names. */
  public boolean isHashed() {
    return domain.isHashed();
  }

  /** Returns the feature domain. */
  ValidatedFeatureMap domain() {
    return domain;
  }

  /** Returns the ids of a group's features in ascending order. */
  public List<Integer> ids(String group) {
    return ids.getOrDefault(group, List.of());
  }

  /** Returns the names of the groups in alphabetical order. */
  List<String> names() {
    return List.copyOf(ids.keySet());
  }

  /** Returns the name of the feature {@code id}. */
  public String name(int id) {
    return domain.name(id);
  }

  int count(int id) {
    return domain.count(id);
  }

  /** Returns the part of {@code name} before the first {@code =}, or the empty string. */
  static String group(String name) {
    int at = name.indexOf('=');
    return at < 0 ? "" : name.substring(0, at);
  }

  /** Returns whether {@code name} belongs to the non-empty {@code group}. */
  static boolean isOf(String group, String name) {
    return name.length() > group.length()
        && name.charAt(group.length()) == '='
        && name.startsWith(group);
  }

  /** Returns the part of {@code name} after the first {@code =}. */
  public static String value(String name) {
    return name.substring(name.indexOf('=') + 1);
  }
}

package org.tributary.tribuo.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.ImmutableFeatureMap;

/**
 * The groups of a feature domain. A feature's group is what stands before the first {@code =} in
 * its name. A domain of hashed names has none.
 */
final class FeatureGroups {
  private final ValidatedFeatureMap domain;
  private final Map<String, List<Integer>> ids = new TreeMap<>();

  /**
   * @throws IllegalArgumentException if the map is not sound
   */
  FeatureGroups(ImmutableFeatureMap map) {
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

  /** Whether names are lost. */
  boolean isHashed() {
    return domain.isHashed();
  }

  /** The features. */
  ValidatedFeatureMap domain() {
    return domain;
  }

  /** The ids of a group's features, in order. */
  List<Integer> ids(String group) {
    return ids.getOrDefault(group, List.of());
  }

  /** The names of the groups. */
  List<String> names() {
    return List.copyOf(ids.keySet());
  }

  String name(int id) {
    return domain.name(id);
  }

  int count(int id) {
    return domain.count(id);
  }

  /** What stands before the first {@code =}, or nothing. */
  static String group(String name) {
    int at = name.indexOf('=');
    return at < 0 ? "" : name.substring(0, at);
  }

  /** Whether {@code name} is of {@code group}, which is not empty. */
  static boolean isOf(String group, String name) {
    return name.length() > group.length()
        && name.charAt(group.length()) == '='
        && name.startsWith(group);
  }

  /** What stands behind the first {@code =}. */
  static String value(String name) {
    return name.substring(name.indexOf('=') + 1);
  }
}

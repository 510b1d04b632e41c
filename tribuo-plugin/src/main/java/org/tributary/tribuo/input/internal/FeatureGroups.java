package org.tributary.tribuo.input.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.ImmutableFeatureMap;

/**
 * The feature groups of a domain. A feature's group is the part of its name before the first {@code
 * =} or {@code @}, whichever comes first: {@code word=dog}, or {@code word@dog} as Tribuo's
 * columnar processors join a field and its value. The rest of the name is the feature's value,
 * whatever it contains: {@code word=me@home} has the value {@code me@home}, and {@code
 * text@1-N=dog} has {@code 1-N=dog}. A domain of hashed names has no groups.
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
  public List<String> names() {
    return List.copyOf(ids.keySet());
  }

  /** Returns the name of the feature {@code id}. */
  public String name(int id) {
    return domain.name(id);
  }

  int count(int id) {
    return domain.count(id);
  }

  /** Returns the part of {@code name} before its separator, or the empty string without one. */
  static String group(String name) {
    return name.substring(0, Math.max(0, separator(name)));
  }

  /** Returns the index of the first separator, or -1. */
  private static int separator(String name) {
    for (int at = 0; at < name.length(); at++) {
      if (isSeparator(name.charAt(at))) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isSeparator(char c) {
    return c == '=' || c == '@';
  }

  /** Returns whether {@code name} belongs to the non-empty {@code group}, without a separator. */
  static boolean isOf(String group, String name) {
    return name.length() > group.length()
        && isSeparator(name.charAt(group.length()))
        && name.startsWith(group);
  }

  /** Returns the part of {@code name} after its separator, or all of it without one. */
  public static String value(String name) {
    return name.substring(separator(name) + 1);
  }
}

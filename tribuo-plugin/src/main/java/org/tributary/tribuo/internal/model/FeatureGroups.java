package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableIDInfo;
import org.tribuo.hash.HashedFeatureMap;
import org.tributary.feature.WordForm;
import org.tributary.internal.Excerpt;

/**
 * The feature groups of a domain. A feature's group is the part of its name before the first {@code
 * =} or {@code @}, whichever comes first: {@code word=dog}, or {@code word@dog} as Tribuo's
 * columnar processors join a field and its value. The rest of the name is the feature's symbol,
 * whatever it contains: {@code word=me@home} has the symbol {@code me@home}, and {@code
 * text@1-N=dog} has {@code 1-N=dog}. A feature's value is its number. A domain of hashed names has
 * no groups.
 */
public final class FeatureGroups {
  private static final String NO_SALT =
      "feature domain: expected the salt that its names were hashed with, got none, because stored"
          + " models do not contain it; call ((HashedFeatureMap) model.getFeatureIDMap()).setSalt"
          + " with the salt of the training";

  private final ImmutableFeatureMap map;
  private final String[] names; // by id
  private final Map<String, List<Integer>> ids = new TreeMap<>();

  /**
   * @throws IllegalArgumentException if the map fails, or its ids are not 0, 1, 2 … for all of its
   *     features
   */
  public FeatureGroups(ImmutableFeatureMap map) {
    this.map = map;
    int size = call(() -> "its size", map::size);
    int count = call(() -> "its names", () -> map.keySet().size());
    if (size != count) {
      throw new IllegalArgumentException(
          "feature domain: expected %d features, its size, got %d; were features added or removed after its creation?"
              .formatted(size, count));
    }
    this.names = new String[size];
    for (int id = 0; id < size; id++) {
      read(id);
    }
    if (!isHashed()) {
      String group = "";
      List<Integer> ofGroup = List.of();
      for (int id = 0; id < size; id++) {
        if (group.isEmpty() || !isOf(group, names[id])) { // else that of the name before
          group = group(names[id]);
          ofGroup = ids.computeIfAbsent(group, g -> new ArrayList<>());
        }
        ofGroup.add(id);
      }
      ids.remove("");
    }
  }

  private void read(int id) {
    VariableIDInfo info = call(() -> "the feature with id " + id, () -> map.get(id));
    if (info == null) {
      throw new IllegalArgumentException(
          "feature domain: expected the ids 0 to %d, got none with id %d; is a feature missing, or are the ids of another domain?"
              .formatted(names.length - 1, id));
    }
    String name = info.getName();
    if (name == null) {
      throw new IllegalArgumentException(
          "feature domain: expected a name for the feature with id %d, got none".formatted(id));
    }
    int found =
        isHashed() ? info.getID() : call(() -> "the id of " + quote(name), () -> map.getID(name));
    if (found != id) {
      throw new IllegalArgumentException(
          "feature domain: expected the id %d for %s, which has it, got %d; was the domain merged from two?"
              .formatted(id, quote(name), found));
    }
    names[id] = name;
  }

  private static <A> A call(Supplier<String> what, Supplier<A> lookup) {
    try {
      return lookup.get();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(failure(what.get(), e), e);
    }
  }

  private static String failure(String what, RuntimeException e) {
    return "feature domain: expected it to return %s, got %s; is it a custom map that fails?"
        .formatted(what, e.toString().replaceAll("\\s+", " "));
  }

  private static String quote(String name) {
    return "'" + Excerpt.of(String.valueOf(name)) + "'";
  }

  /** Returns whether the domain holds hashed names. */
  public boolean isHashed() {
    return map instanceof HashedFeatureMap;
  }

  /** Returns the number of features. */
  int size() {
    return names.length;
  }

  /** Returns the ids of a group's features in ascending order. */
  public List<Integer> ids(String group) {
    return ids.getOrDefault(group, List.of());
  }

  /** Returns the ids of the features that are not in {@code grouped}, in ascending order. */
  List<Integer> rest(BitSet grouped) {
    return IntStream.range(0, size()).filter(id -> !grouped.get(id)).boxed().toList();
  }

  /** Returns the names of the groups in alphabetical order. */
  public List<String> names() {
    return List.copyOf(ids.keySet());
  }

  /** Returns the name of the feature {@code id}. */
  public String name(int id) {
    return names[id];
  }

  /** Returns the part of {@code name} before its separator, or the empty string without one. */
  static String group(String name) {
    return name.substring(0, Math.max(0, separator(name)));
  }

  /** Returns the group of the features of a form in the plugin's extractors. */
  public static String of(WordForm form) {
    return form.equals(WordForm.shapeOfVersion1()) ? WordForm.shape().name() : form.name();
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
  public static String symbol(String name) {
    return name.substring(separator(name) + 1);
  }

  /**
   * Returns the id of the feature {@code name}, or a negative number if there is none.
   *
   * @throws IllegalStateException if the map fails, lacks its salt, or returns an id out of range
   */
  int id(String name) {
    int id;
    try {
      id = map.getID(name);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          isHashed() ? NO_SALT : failure("the id of " + quote(name), e), e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(failure("the id of " + quote(name), e), e);
    }
    if (id >= names.length) {
      throw new IllegalStateException(
          "feature domain: expected an id below %d, its size, for %s, got %d; was the feature added after the creation of the model?"
              .formatted(names.length, quote(name), id));
    }
    return id;
  }
}

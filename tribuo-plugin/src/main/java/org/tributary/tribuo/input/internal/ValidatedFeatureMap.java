package org.tributary.tribuo.input.internal;

import java.util.function.Supplier;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableIDInfo;
import org.tribuo.hash.HashedFeatureMap;

/**
 * A validated feature map: its ids are 0, 1, 2 … and its lookups are consistent. Failures and
 * inconsistencies of later lookups have one-line messages too.
 */
final class ValidatedFeatureMap {
  private static final String NO_SALT =
      "feature domain: expected the salt that its names were hashed with, got none, because stored models do not contain it; call ((HashedFeatureMap) model.getFeatureIDMap()).setSalt with the salt of the training";

  private final ImmutableFeatureMap map;
  private final String[] names; // by id
  private final int[] counts; // by id

  /**
   * @throws IllegalArgumentException if the map fails, or its ids are not 0, 1, 2 … for all of its
   *     features
   */
  ValidatedFeatureMap(ImmutableFeatureMap map) {
    this.map = map;
    int size = call(() -> "its size", map::size);
    int count = call(() -> "its names", () -> map.keySet().size());
    if (size != count) {
      throw new IllegalArgumentException(
          "feature domain: expected %d features, its size, got %d; were features added or removed after its creation?"
              .formatted(size, count));
    }
    this.names = new String[size];
    this.counts = new int[size];
    for (int id = 0; id < size; id++) {
      read(id);
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
    counts[id] = info.getCount();
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
    return "'" + String.valueOf(name).replaceAll("\\s+", " ") + "'";
  }

  /** Returns whether the map holds hashed names. */
  boolean isHashed() {
    return map instanceof HashedFeatureMap;
  }

  int size() {
    return names.length;
  }

  String name(int id) {
    return names[id];
  }

  int count(int id) {
    return counts[id];
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

package org.tributary.tribuo.input;

import java.util.function.Supplier;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableIDInfo;
import org.tribuo.hash.HashedFeatureMap;

/**
 * A feature map that has been looked through: it numbers its features from 0 on and agrees with
 * itself. A map that fails or that contradicts itself later is told of in one line too.
 */
final class ValidatedFeatureMap {
  private static final String NO_SALT =
      "feature domain: expected the salt that its names were hashed with, got none, for a stored model does not hold it; call ((HashedFeatureMap) model.getFeatureIDMap()).setSalt with the salt of the training";

  private final ImmutableFeatureMap map;
  private final String[] names; // by id
  private final int[] counts; // by id

  /**
   * @throws IllegalArgumentException if the map fails, or its ids are not 0, 1, 2 … for as many
   *     features as it has
   */
  ValidatedFeatureMap(ImmutableFeatureMap map) {
    this.map = map;
    int size = answer(() -> "its size", map::size);
    int held = answer(() -> "its names", () -> map.keySet().size());
    if (size != held) {
      throw new IllegalArgumentException(
          "feature domain: expected as many features as its size says, %d, got %d; were some added to it or taken away since it was made?"
              .formatted(size, held));
    }
    this.names = new String[size];
    this.counts = new int[size];
    for (int id = 0; id < size; id++) {
      take(id);
    }
  }

  private void take(int id) {
    VariableIDInfo found = answer(() -> "the feature with id " + id, () -> map.get(id));
    if (found == null) {
      throw new IllegalArgumentException(
          "feature domain: expected the ids 0 to %d, got none with id %d; is a feature missing, or are the ids of another domain?"
              .formatted(names.length - 1, id));
    }
    String name = found.getName();
    if (name == null) {
      throw new IllegalArgumentException(
          "feature domain: expected a name of the feature with id %d, got none".formatted(id));
    }
    int said =
        isHashed()
            ? found.getID()
            : answer(() -> "the id of " + quote(name), () -> map.getID(name));
    if (said != id) {
      throw new IllegalArgumentException(
          "feature domain: expected the id %d for %s, which has it, got %d; is the domain put together of two?"
              .formatted(id, quote(name), said));
    }
    names[id] = name;
    counts[id] = found.getCount();
  }

  private static <A> A answer(Supplier<String> what, Supplier<A> asked) {
    try {
      return asked.get();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(failure(what.get(), e), e);
    }
  }

  private static String failure(String what, RuntimeException e) {
    return "feature domain: expected it to tell %s, got %s; is it a map of one's own that fails?"
        .formatted(what, e.toString().replaceAll("\\s+", " "));
  }

  private static String quote(String name) {
    return "'" + String.valueOf(name).replaceAll("\\s+", " ") + "'";
  }

  /** Whether names are lost. */
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
   * The id of the feature that is called {@code name}, or a negative number where there is none.
   *
   * @throws IllegalStateException if the map fails, lacks its salt, or says an id that it did not
   *     have
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
          "feature domain: expected an id below %d, its size, for %s, got %d; was the feature added since the model was made?"
              .formatted(names.length, quote(name), id));
    }
    return id;
  }
}

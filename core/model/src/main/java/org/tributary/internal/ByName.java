package org.tributary.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values by name. */
public final class ByName {
  private ByName() {}

  /**
   * Returns values by name, in order.
   *
   * @param values as many as there are names
   */
  public static <V> Map<String, V> of(Iterable<String> names, List<? extends V> values) {
    Map<String, V> byName = new LinkedHashMap<>();
    for (String name : names) {
      byName.put(name, values.get(byName.size()));
    }
    return byName;
  }
}

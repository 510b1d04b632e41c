package org.tributary.param;

import java.util.List;

/**
 * Values that were partly replaced by others, with a report.
 *
 * @param values the values, the replaced ones among them
 * @param missing the names without another value, which kept theirs: PyTorch's {@code missing_keys}
 * @param unexpected the names of other values that belong to no parameter: PyTorch's {@code
 *     unexpected_keys}
 */
public record PartialValues(ParameterValues values, List<String> missing, List<String> unexpected) {
  /** Copies the lists. */
  public PartialValues {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
  }

  static PartialValues of(ParameterValues own, ParameterValues loaded) {
    List<String> names = own.names();
    List<String> others = loaded.names();
    ParameterValues changed = own;
    for (String name : names) {
      if (others.contains(name)) {
        changed = changed.with(name, loaded.tensor(name));
      }
    }
    return new PartialValues(
        changed,
        names.stream().filter(name -> !others.contains(name)).toList(),
        others.stream().filter(name -> !names.contains(name)).toList());
  }
}

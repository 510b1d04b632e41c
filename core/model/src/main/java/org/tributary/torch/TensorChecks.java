package org.tributary.torch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.SimilarName;
import org.tributary.param.SafetensorsFile;
import org.tributary.param.TensorShape;

/**
 * A comparison of the tensors of a file with those that a mapping names. Every difference is
 * recorded. Not thread-safe.
 */
final class TensorChecks {
  /** A dimension of any size. */
  static final long ANY = -1;

  /** The dtypes of weights; integers are those of a quantized model, or of no weights. */
  private static final Pattern WEIGHTS = Pattern.compile("F64|F32|F16|BF16");

  private final Map<String, TensorShape> present;
  private final Map<String, String> types;
  private final TorchMapping mapping;
  private final Mistakes mistakes;
  private final Set<String> expected = new LinkedHashSet<>();
  private final Map<String, String> missing = new LinkedHashMap<>(); // shape and key by name

  TensorChecks(SafetensorsFile file, TorchMapping mapping, Mistakes mistakes) {
    this.present = file.shapes();
    this.types = file.dtypes();
    this.mapping = mapping;
    this.mistakes = mistakes;
  }

  /** Returns the names that were checked. */
  Set<String> expected() {
    return expected;
  }

  boolean has(String name) {
    return present.containsKey(name);
  }

  /**
   * Returns a dimension of a tensor.
   *
   * @return {@link #ANY} if there is no such tensor, or it has another number of dimensions
   */
  long dimension(String name, int rank, int dimension) {
    TensorShape shape = present.get(name);
    return shape == null || shape.numDimensions() != rank ? ANY : shape.get(dimension);
  }

  /**
   * Checks a tensor. A missing one is recorded by {@link #requireNoOthers}.
   *
   * @param key the key of the mapping that names it
   * @param meaning the expected shape in words
   * @param shape the dimensions, {@link #ANY} for any
   * @return whether it is present and of that shape, or one of zeros whose shape is known
   */
  boolean require(String name, String key, String meaning, long... shape) {
    expected.add(name);
    TensorShape found = present.get(name);
    if (mapping.zeros().contains(name)) {
      if (found != null) {
        mistakes.add(
            "unexpected: %s, of shape %s, which zeros lists as absent; remove it from zeros"
                .formatted(name, found));
      }
      boolean known = LongStream.of(shape).allMatch(size -> size != ANY);
      // other mistakes may be why a size is unknown
      if (found == null && !known && missing.isEmpty() && mistakes.isEmpty()) {
        mistakes.add(
            "zeros: expected tensors whose shapes the others show, such as biases, got %s of shape %s; save it in the state dict"
                .formatted(name, text(shape, meaning)));
      }
      return found == null && known;
    }
    if (found == null) {
      missing.put(name, "of shape %s, for %s".formatted(text(shape, meaning), key));
      return false;
    }
    if (!fits(found, shape)) {
      mistakes.add(
          "wrong shape: %s, for %s: expected %s, got %s%s"
              .formatted(
                  name,
                  key,
                  text(shape, meaning),
                  found,
                  isTransposed(found, shape) ? "; is it transposed?" : ""));
      return false;
    }
    if (!WEIGHTS.matcher(types.get(name)).matches()) {
      mistakes.add(
          "wrong dtype: %s, for %s: expected F64, F32, F16 or BF16, got %s"
              .formatted(name, key, types.get(name)));
      return false;
    }
    return true;
  }

  private static String text(long[] shape, String meaning) {
    return "%s (%s)"
        .formatted(
            Arrays.stream(shape)
                .mapToObj(size -> size == ANY ? "any" : Long.toString(size))
                .collect(Collectors.joining(", ", "[", "]")),
            meaning);
  }

  private static boolean fits(TensorShape found, long[] shape) {
    return found.numDimensions() == shape.length
        && LongStream.range(0, shape.length)
            .allMatch(
                k -> {
                  long size = shape[(int) k];
                  return size == ANY ? found.get((int) k) > 0 : found.get((int) k) == size;
                });
  }

  static String unknownZero(String name) {
    return "zeros: expected names of the mapped modules, such as output.bias, got %s"
        .formatted(Excerpt.of(name));
  }

  /** Returns whether the sizes fit in reverse order. */
  static boolean isTransposed(TensorShape found, long... shape) {
    return shape.length == 2
        && found.numDimensions() == 2
        && fits(TensorShape.of(found.get(1), found.get(0)), shape);
  }

  /**
   * Returns the common prefix of the missing names in the file, such as {@code module.} of {@code
   * nn.DataParallel}, if there is one.
   */
  private Optional<String> commonPrefix() {
    return missing.keySet().stream()
        .findFirst()
        .flatMap(
            first ->
                present.keySet().stream()
                    .filter(name -> name.endsWith("." + first) && !expected.contains(name))
                    .map(name -> name.substring(0, name.length() - first.length()))
                    .filter(prefix -> missing.keySet().stream().allMatch(n -> has(prefix + n)))
                    .findFirst());
  }

  private void recordMissing(Optional<String> prefix, List<String> others) {
    if (prefix.isPresent()) {
      mistakes.add(
          "missing, but present with the prefix %s: %s%s; add the prefix to the modules and tables of the mapping"
              .formatted(
                  Excerpt.of(prefix.get()),
                  missing.keySet().iterator().next(),
                  missing.size() == 1 ? "" : " and %d more".formatted(missing.size() - 1)));
      return;
    }
    missing.forEach(
        (name, expectation) ->
            mistakes.add(
                "missing: %s, %s%s"
                    .formatted(
                        name,
                        expectation,
                        SimilarName.of(name, others)
                            .map(other -> "; did you mean %s?".formatted(Excerpt.of(other)))
                            .orElse(""))));
  }

  /** Records the tensors that are missing, and those and the listed names that nothing expects. */
  void requireNoOthers() {
    List<String> others =
        present.keySet().stream()
            .filter(name -> !expected.contains(name) && !mapping.ignores(name))
            .toList();
    Optional<String> prefix = commonPrefix();
    recordMissing(prefix, others);
    for (String name : others) {
      if (prefix.isEmpty() || !name.startsWith(prefix.get())) {
        mistakes.add(
            "unexpected: %s, of shape %s; name its module, or list it under ignored"
                .formatted(Excerpt.of(name), present.get(name)));
      }
    }
    for (String entry : mapping.ignored()) {
      if (present.keySet().stream().noneMatch(name -> TorchMapping.matches(entry, name))) {
        mistakes.add(
            "ignored: expected names of the file, or prefixes that end in a period, got %s"
                .formatted(Excerpt.of(entry)));
      }
    }
    for (String name : mapping.zeros()) {
      if (!expected.contains(name)) {
        mistakes.add(unknownZero(name));
      }
    }
  }
}

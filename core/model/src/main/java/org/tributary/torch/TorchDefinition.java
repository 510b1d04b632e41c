package org.tributary.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.head.Head;
import org.tributary.internal.Excerpt;
import org.tributary.internal.SimilarName;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;
import org.tributary.param.SafetensorsFile;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.torch.TorchMappingException.Mistakes;

/**
 * A derivation of a tagger's definition from the shapes of a PyTorch tagger's tensors, with a check
 * of all of them against those that the mapping names. Every difference is recorded. Not
 * thread-safe.
 */
final class TorchDefinition {
  private static final long ANY = TorchTensors.ANY;

  /** The dtypes of weights; integers are those of a quantized model, or of no weights. */
  private static final Pattern WEIGHTS = Pattern.compile("F64|F32|F16|BF16");

  private static final Map<String, Integer> GATES = Map.of("lstm", 4, "gru", 3, "rnn", 1);

  private final TorchMapping mapping;
  private final Mistakes mistakes;
  private final Map<String, TensorShape> present;
  private final Map<String, String> types;
  private final Set<String> expected = new LinkedHashSet<>();
  private final Map<String, String> missing = new LinkedHashMap<>(); // shape and key by name
  private TorchTensors tensors; // set by derived

  TorchDefinition(SafetensorsFile file, TorchMapping mapping, Mistakes mistakes) {
    this.present = file.shapes();
    this.types = file.dtypes();
    this.mapping = mapping;
    this.mistakes = mistakes;
  }

  /** Derives the sizes from the shapes of the file's tensors. */
  private TorchTensors sizes(List<Long> symbols) {
    List<TorchTensors.InputSizes> inputs = new ArrayList<>();
    for (TorchMapping.InputMapping input : mapping.inputs()) {
      inputs.add(input(input, symbols.get(inputs.size())));
    }
    int gates = gates();
    List<String> modules = mapping.modules();
    boolean both = has(modules.get(0) + ".weight_ih_l0_reverse");
    int layers = modules.size();
    while (modules.size() == 1 && has("%s.weight_ih_l%d".formatted(modules.get(0), layers))) {
      layers++;
    }
    long hidden = ANY;
    for (int layer = 0; layer < layers && hidden == ANY; layer++) {
      hidden =
          modules.size() == 1
              ? hiddenSize(modules.get(0), layer, gates, both)
              : hiddenSize(modules.get(layer), 0, gates, both);
    }
    return new TorchTensors(inputs, gates, hidden, layers, both, symbols.get(inputs.size()));
  }

  private TorchTensors.InputSizes input(TorchMapping.InputMapping input, long symbols) {
    boolean transposed =
        dimension(input.table(), 2, 0) != symbols && dimension(input.table(), 2, 1) == symbols;
    long found = dimension(input.table(), 2, transposed ? 0 : 1);
    long size = found > 0 ? found : ANY;
    if (input.characters().isEmpty()) {
      return new TorchTensors.InputSizes(symbols, size, ANY, List.of(), size);
    }
    TorchMapping.Characters characters = input.characters().get();
    if (characters.lstm().isPresent()) {
      long hidden = hiddenSize(characters.lstm().get(), 0, 4, true);
      return new TorchTensors.InputSizes(
          symbols, size, hidden, List.of(), hidden == ANY ? ANY : 2 * hidden);
    }
    List<Long> candidates = new ArrayList<>();
    for (String module : characters.cnn()) {
      candidates.add(dimension(module + ".weight", 3, 0));
      candidates.add(dimension(module + ".bias", 1, 0));
    }
    long filters = mostFrequent(candidates);
    List<Long> widths = new ArrayList<>();
    for (String module : characters.cnn()) {
      TensorShape shape = present.get(module + ".weight");
      boolean fits = shape != null && fits(shape, List.of(filters, size, ANY));
      long width = fits ? shape.get(2) : ANY;
      if (fits && widths.contains(width)) {
        mistakes.add(
            "char.cnn: expected modules of distinct widths, got width %d in %s again"
                .formatted(width, module));
      }
      widths.add(width);
    }
    boolean known = filters != ANY && !widths.contains(ANY);
    return new TorchTensors.InputSizes(
        symbols, size, filters, widths, known ? filters * widths.size() : ANY);
  }

  /**
   * Checks all tensors and derives the definition.
   *
   * @param symbols the number of symbols of each input and, last, of labels; {@link #ANY} if
   *     unknown
   * @throws TorchMappingException if there is a mistake
   */
  TaggerDefinition derived(List<Long> symbols) throws TorchMappingException {
    tensors = sizes(symbols);
    tensors.rows(mapping).forEach(this::require);
    requireNoOthers();
    mistakes.requireNone();
    return definition();
  }

  private TaggerDefinition definition() {
    List<Input<?>> inputs = new ArrayList<>();
    for (int k = 0; k < mapping.inputs().size(); k++) {
      inputs.add(input(mapping.inputs().get(k), tensors.inputs().get(k)));
    }
    int inputSize = (int) tensors.inputSize();
    HiddenSizeStage cell =
        switch (mapping.cell()) {
          case "lstm" -> Recurrent.lstm(inputSize);
          case "gru" -> Recurrent.gru(inputSize);
          default -> Recurrent.rnn(inputSize);
        };
    Recurrent stack = cell.hidden((int) tensors.hidden()).layers(tensors.layers());
    Head head =
        mapping.crf().isEmpty()
            ? Head.softmax()
            : mapping.scheme().map(Head::crf).orElseGet(Head::crf);
    return new TaggerDefinition(
        new Inputs(inputs),
        tensors.bidirectional() ? stack.bidirectional() : stack,
        0,
        0,
        List.of(new LabelColumn(LabelColumn.MAIN, 1, head)));
  }

  private static Input<?> input(TorchMapping.InputMapping input, TorchTensors.InputSizes sizes) {
    if (input.characters().isEmpty()) {
      return EmbeddingInput.of(input.name(), (int) sizes.embedding());
    }
    TorchMapping.Characters characters = input.characters().get();
    CharacterInput sized = CharacterInput.of(input.name()).size((int) sizes.embedding());
    OptionalInt first = characters.first();
    CharacterInput limited = first.isPresent() ? sized.firstCharacters(first.getAsInt()) : sized;
    return characters.lstm().isPresent()
        ? limited.lstm((int) sizes.encoded(), characters.pooling())
        : limited.cnn(
            (int) sizes.encoded(), sizes.widths().stream().mapToInt(Long::intValue).toArray());
  }

  /** Returns PyTorch's name of each parameter of the derived definition. */
  Map<String, String> names() {
    return tensors.names(mapping);
  }

  /**
   * Returns the number of gates of the mapping's cell. If the shapes show another cell, records a
   * mistake and returns that cell's number.
   */
  private int gates() {
    int named = GATES.get(mapping.cell());
    String name = mapping.modules().get(0) + ".weight_hh_l0";
    long rows = dimension(name, 2, 0);
    long columns = dimension(name, 2, 1);
    Optional<Map.Entry<String, Integer>> shown =
        GATES.entrySet().stream()
            .filter(cell -> columns > 0 && rows == cell.getValue() * columns)
            .findFirst();
    if (shown.isEmpty() || shown.get().getValue() == named) {
      return named;
    }
    mistakes.add(
        "encoder: expected %s, as the shape [%d, %d] of %s shows, got %s"
            .formatted(shown.get().getKey(), rows, columns, name, mapping.cell()));
    return shown.get().getValue();
  }

  /** Returns the size that most tensors of a layer agree on, so that a wrong one is named. */
  private long hiddenSize(String module, int layer, int gates, boolean both) {
    List<Long> candidates = new ArrayList<>();
    for (String direction : both ? List.of("", "_reverse") : List.of("")) {
      String end = "_l" + layer + direction;
      candidates.add(dimension(module + ".weight_hh" + end, 2, 1));
      for (String weight : List.of(".weight_hh", ".weight_ih")) {
        candidates.add(divided(dimension(module + weight + end, 2, 0), gates));
      }
      for (String bias : List.of(".bias_ih", ".bias_hh")) {
        candidates.add(divided(dimension(module + bias + end, 1, 0), gates));
      }
    }
    return mostFrequent(candidates);
  }

  private static long divided(long size, int gates) {
    return size > 0 && size % gates == 0 ? size / gates : ANY;
  }

  /** Returns the most frequent size above 0, the first of several; {@link #ANY} if none is. */
  private static long mostFrequent(List<Long> sizes) {
    long most = ANY;
    for (long size : sizes) {
      if (size > 0
          && (most == ANY
              || Collections.frequency(sizes, size) > Collections.frequency(sizes, most))) {
        most = size;
      }
    }
    return most;
  }

  /** Returns the names that were checked. */
  Set<String> expected() {
    return expected;
  }

  private boolean has(String name) {
    return present.containsKey(name);
  }

  /**
   * Returns a dimension of a tensor.
   *
   * @return {@link #ANY} if there is no such tensor, or it has another number of dimensions
   */
  private long dimension(String name, int rank, int dimension) {
    TensorShape shape = present.get(name);
    return shape == null || shape.numDimensions() != rank ? ANY : shape.get(dimension);
  }

  /** Checks a tensor. A missing one is recorded by {@link #requireNoOthers}. */
  private void require(TorchTensors.Row row) {
    String name = row.torch();
    expected.add(name);
    TensorShape found = present.get(name);
    if (mapping.zeros().contains(name)) {
      if (found != null) {
        mistakes.add(
            "unexpected: %s, of shape %s, which zeros lists as absent; remove it from zeros"
                .formatted(name, found));
      }
      // other mistakes may be why a size is unknown
      if (found == null && row.shape().contains(ANY) && missing.isEmpty() && mistakes.isEmpty()) {
        mistakes.add(
            "zeros: expected tensors whose shapes the others show, such as biases, got %s of shape %s; save it in the state dict"
                .formatted(name, text(row)));
      }
    } else if (found == null) {
      missing.put(name, "of shape %s, for %s".formatted(text(row), row.key()));
    } else if (!fits(found, row.shape())) {
      mistakes.add(
          "wrong shape: %s, for %s: expected %s, got %s%s"
              .formatted(
                  name,
                  row.key(),
                  text(row),
                  found,
                  isTransposed(found, row.shape()) ? "; is it transposed?" : ""));
    } else if (!WEIGHTS.matcher(types.get(name)).matches()) {
      mistakes.add(
          "wrong dtype: %s, for %s: expected F64, F32, F16 or BF16, got %s"
              .formatted(name, row.key(), types.get(name)));
    }
  }

  private static String text(TorchTensors.Row row) {
    return "%s (%s)"
        .formatted(
            row.shape().stream()
                .map(size -> size == ANY ? "any" : Long.toString(size))
                .collect(Collectors.joining(", ", "[", "]")),
            row.meaning());
  }

  private static boolean fits(TensorShape found, List<Long> shape) {
    return found.numDimensions() == shape.size()
        && IntStream.range(0, shape.size())
            .allMatch(k -> shape.get(k) == ANY ? found.get(k) > 0 : found.get(k) == shape.get(k));
  }

  static String unknownZero(String name) {
    return "zeros: expected names of the mapped modules, such as output.bias, got %s"
        .formatted(Excerpt.of(name));
  }

  /** Returns whether the sizes fit in reverse order. */
  private static boolean isTransposed(TensorShape found, List<Long> shape) {
    return shape.size() == 2
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
  private void requireNoOthers() {
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

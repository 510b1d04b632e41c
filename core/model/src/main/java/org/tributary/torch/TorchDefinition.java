package org.tributary.torch;

import java.util.ArrayList;
import java.util.Arrays;
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
import java.util.stream.LongStream;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.character.CharacterInput;
import org.tributary.head.Head;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.SimilarName;
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
  /** A dimension of any size. */
  static final long ANY = -1;

  /** The dtypes of weights; integers are those of a quantized model, or of no weights. */
  private static final Pattern WEIGHTS = Pattern.compile("F64|F32|F16|BF16");

  private static final Map<String, Integer> GATES = Map.of("lstm", 4, "gru", 3, "rnn", 1);

  private final TorchMapping mapping;
  private final Mistakes mistakes;
  private final Map<String, TensorShape> present;
  private final Map<String, String> types;
  private final Set<String> expected = new LinkedHashSet<>();
  private final Map<String, String> missing = new LinkedHashMap<>(); // shape and key by name

  TorchDefinition(SafetensorsFile file, TorchMapping mapping, Mistakes mistakes) {
    this.present = file.shapes();
    this.types = file.dtypes();
    this.mapping = mapping;
    this.mistakes = mistakes;
  }

  /** A stack of recurrent layers: hidden size, {@link #ANY} if unknown, layers and directions. */
  private record Stack(long hiddenSize, int layers, boolean bidirectional) {
    long outputSize() {
      return hiddenSize == ANY ? ANY : hiddenSize * (bidirectional ? 2 : 1);
    }
  }

  /**
   * Checks all tensors and derives the definition.
   *
   * @param symbols the number of symbols of each input and, last, of labels; {@link #ANY} if
   *     unknown
   * @return empty if a size is unknown; then a mistake was recorded
   */
  Optional<TaggerDefinition> derived(List<Long> symbols) {
    List<Input<?>> inputs = new ArrayList<>();
    long inputSize = 0;
    for (int k = 0; k < mapping.inputs().size(); k++) {
      TorchMapping.InputMapping input = mapping.inputs().get(k);
      long size = input(input, symbols.get(k), inputs);
      inputSize = size == ANY || inputSize == ANY ? ANY : inputSize + size;
    }
    Stack encoder = encoder(inputSize);
    long labels = symbols.get(symbols.size() - 1);
    String weight = mapping.output() + ".weight";
    require(weight, "output", "labels, size of the encoder's output", labels, encoder.outputSize());
    require(mapping.output() + ".bias", "output", "labels", labels);
    mapping.crf().ifPresent(crf -> requireCrf(crf, labels));
    requireNoOthers();
    if (inputSize == ANY || encoder.hiddenSize() == ANY) {
      return Optional.empty();
    }
    HiddenSizeStage cell =
        switch (mapping.cell()) {
          case "lstm" -> Recurrent.lstm((int) inputSize);
          case "gru" -> Recurrent.gru((int) inputSize);
          default -> Recurrent.rnn((int) inputSize);
        };
    Recurrent stack = cell.hidden((int) encoder.hiddenSize()).layers(encoder.layers());
    Head head =
        mapping.crf().isEmpty()
            ? Head.softmax()
            : mapping.scheme().map(Head::crf).orElseGet(Head::crf);
    return Optional.of(
        new TaggerDefinition(
            new Inputs(inputs),
            encoder.bidirectional() ? stack.bidirectional() : stack,
            0,
            0,
            List.of(new LabelColumn(LabelColumn.MAIN, 1, head))));
  }

  private void requireCrf(String crf, long labels) {
    require(crf + ".start_transitions", "crf", "labels", labels);
    require(crf + ".end_transitions", "crf", "labels", labels);
    require(crf + ".transitions", "crf", "labels, labels", labels, labels);
  }

  /** Checks an input's tensors and adds the input; returns its output size. */
  private long input(TorchMapping.InputMapping input, long symbols, List<Input<?>> to) {
    require(
        input.table(),
        input.name() + ".table",
        "symbols of %s, embedding size".formatted(input.vocabulary().getFileName()),
        symbols,
        ANY);
    boolean transposed =
        dimension(input.table(), 2, 0) != symbols && dimension(input.table(), 2, 1) == symbols;
    long found = dimension(input.table(), 2, transposed ? 0 : 1);
    long size = found > 0 ? found : ANY;
    if (input.characters().isEmpty()) {
      if (size != ANY) {
        to.add(EmbeddingInput.of(input.name(), (int) size));
      }
      return size;
    }
    TorchMapping.Characters characters = input.characters().get();
    CharacterInput sized = CharacterInput.of(input.name()).size(size == ANY ? 1 : (int) size);
    OptionalInt first = characters.first();
    CharacterInput limited = first.isPresent() ? sized.firstCharacters(first.getAsInt()) : sized;
    return characters.lstm().isPresent()
        ? characterLstm(limited, size, characters, to)
        : characterCnn(limited, size, characters.cnn(), to);
  }

  private long characterLstm(
      CharacterInput input, long size, TorchMapping.Characters characters, List<Input<?>> to) {
    String module = characters.lstm().orElseThrow();
    long hidden = layer(module, 0, "char.lstm", 4, size, ANY, true);
    if (hidden == ANY) {
      return ANY;
    }
    to.add(input.lstm((int) hidden, characters.pooling()));
    return 2 * hidden;
  }

  private long characterCnn(
      CharacterInput input, long size, List<String> modules, List<Input<?>> to) {
    List<Integer> widths = new ArrayList<>();
    List<Long> candidates = new ArrayList<>();
    for (String module : modules) {
      candidates.add(dimension(module + ".weight", 3, 0));
      candidates.add(dimension(module + ".bias", 1, 0));
    }
    long filters = mostFrequent(candidates);
    for (String module : modules) {
      String weight = module + ".weight";
      boolean fits =
          require(weight, "char.cnn", "filters, embedding size, width", filters, size, ANY);
      require(module + ".bias", "char.cnn", "filters", filters);
      long width = dimension(weight, 3, 2);
      if (fits && widths.contains((int) width)) {
        mistakes.add(
            "char.cnn: expected modules of distinct widths, got width %d in %s again"
                .formatted(width, module));
      } else if (fits) {
        widths.add((int) width);
      }
    }
    if (widths.size() < modules.size()) {
      return ANY;
    }
    to.add(input.cnn((int) filters, widths.stream().mapToInt(Integer::intValue).toArray()));
    return filters * widths.size();
  }

  private Stack encoder(long inputSize) {
    int gates = gates();
    boolean both = has(mapping.modules().get(0) + ".weight_ih_l0_reverse");
    long size = inputSize;
    long hidden = ANY;
    int layers = 0;
    for (String module : mapping.modules()) {
      int layer = 0;
      do {
        long found = layer(module, layer, "encoder.modules", gates, size, hidden, both);
        hidden = hidden == ANY ? found : hidden;
        size = new Stack(hidden, 1, both).outputSize();
        layer++;
        layers++;
      } while (mapping.modules().size() == 1 && has("%s.weight_ih_l%d".formatted(module, layer)));
    }
    return new Stack(hidden, layers, both);
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

  /** Checks the tensors of a layer; returns its hidden size. */
  private long layer(
      String module, int layer, String key, int gates, long input, long hidden, boolean both) {
    long size = hidden == ANY ? hiddenSize(module, layer, gates, both) : hidden;
    long rows = size == ANY ? ANY : gates * size;
    String gate = gates == 1 ? "hidden size" : gates + " gates of the hidden size";
    for (String direction : both ? List.of("", "_reverse") : List.of("")) {
      String end = "_l" + layer + direction;
      require(module + ".weight_ih" + end, key, gate + ", input size", rows, input);
      require(module + ".weight_hh" + end, key, gate + ", hidden size", rows, size);
      require(module + ".bias_ih" + end, key, gate, rows);
      require(module + ".bias_hh" + end, key, gate, rows);
    }
    return size;
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

  /**
   * Checks a tensor. A missing one is recorded by {@link #requireNoOthers}.
   *
   * @param key the key of the mapping that names it
   * @param meaning the expected shape in words
   * @param shape the dimensions, {@link #ANY} for any
   * @return whether it is present and of that shape, or one of zeros whose shape is known
   */
  private boolean require(String name, String key, String meaning, long... shape) {
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
  private static boolean isTransposed(TensorShape found, long... shape) {
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

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
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.Excerpt;
import org.tributary.internal.SimilarName;
import org.tributary.internal.tagger.EncoderCodec;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.param.SafetensorsFile;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.torch.TorchMapping.TorchName;
import org.tributary.torch.TorchMappingException.Mistakes;

/**
 * A derivation of a tagger's definition from the shapes of a PyTorch tagger's tensors, with a check
 * of all of them against those that the mapping names. Every difference is recorded. Not
 * thread-safe.
 */
final class TorchDefinition {
  private static final long UNKNOWN = -1;

  /** Sizes from here on, which only a tensor without elements has, are taken as unknown. */
  private static final int MAX_SIZE = 1 << 28;

  /** The dtypes of weights; integers are those of a quantized model, or of no weights. */
  private static final Pattern WEIGHTS = Pattern.compile("F64|F32|F16|BF16");

  private final TorchMapping mapping;
  private final Mistakes mistakes;
  private final Map<String, TensorShape> present;
  private final Map<String, String> types;
  private final Set<String> expected = new LinkedHashSet<>();
  private final Map<String, String> missing = new LinkedHashMap<>(); // shape and key by name
  private boolean sized = true; // whether all sizes are known

  TorchDefinition(SafetensorsFile file, TorchMapping mapping, Mistakes mistakes) {
    this.present = file.shapes();
    this.types = file.dtypes();
    this.mapping = mapping;
    this.mistakes = mistakes;
  }

  /**
   * Derives the definition and checks all tensors.
   *
   * @param symbols the symbols of each input and, last, the labels; none where they are unknown
   * @throws TorchMappingException if there is a mistake
   */
  TaggerDefinition derived(List<List<String>> symbols) throws TorchMappingException {
    List<Integer> counts =
        symbols.stream().map(all -> known(all.isEmpty() ? UNKNOWN : all.size())).toList();
    List<Input<?>> inputs = new ArrayList<>();
    for (TorchMapping.InputMapping input : mapping.inputs()) {
      inputs.add(input(input, counts.get(inputs.size())));
    }
    Recurrent encoder = encoder(new Inputs(inputs).outputSize());
    Head head = mapping.crf().isEmpty() ? Head.softmax() : Head.crf();
    TaggerDefinition unconstrained = definition(inputs, encoder, head);
    TaggerSizes sizes =
        new TaggerSizes(
            counts.subList(0, inputs.size()), List.of(LabelSet.ofSize(counts.get(inputs.size()))));
    Map<String, TorchName> names = mapping.names(unconstrained, sizes);
    for (ParameterSpec spec : unconstrained.parameters(sizes)) {
      require(names.get(spec.name()), spec.shape());
    }
    if (!sized && missing.isEmpty() && mistakes.isEmpty()) {
      mistakes.add(
          "zeros: expected tensors whose shapes the others show, such as biases, got %s; save those of weights in the state dict"
              .formatted(mapping.zeros()));
    }
    requireNoOthers();
    mistakes.requireNone();
    return mapping
        .scheme()
        .map(scheme -> definition(inputs, encoder, Head.crf(scheme)))
        .orElse(unconstrained);
  }

  private static TaggerDefinition definition(List<Input<?>> inputs, Recurrent encoder, Head head) {
    return new TaggerDefinition(
        new Inputs(inputs), encoder, 0, 0, List.of(new LabelColumn(LabelColumn.MAIN, 1, head)));
  }

  /** Returns a size; 1 in place of one that is not known, so that names can be derived. */
  private int known(long size) {
    boolean isKnown = size > 0 && size < MAX_SIZE;
    sized &= isKnown;
    return isKnown ? (int) size : 1;
  }

  private Input<?> input(TorchMapping.InputMapping input, int symbols) {
    boolean transposed =
        dimension(input.table(), 2, 0) != symbols && dimension(input.table(), 2, 1) == symbols;
    int size = known(dimension(input.table(), 2, transposed ? 0 : 1));
    if (input.characters().isEmpty()) {
      return EmbeddingInput.of(input.name(), size);
    }
    TorchMapping.Characters characters = input.characters().get();
    CharacterInput sized = CharacterInput.of(input.name()).size(size);
    OptionalInt first = characters.first();
    CharacterInput limited = first.isPresent() ? sized.firstCharacters(first.getAsInt()) : sized;
    return characters.lstm().isPresent()
        ? limited.lstm(known(hiddenSize(characters.lstm().get(), 0, 4, true)), characters.pooling())
        : limited.cnn(filters(characters.cnn()), widths(characters.cnn()));
  }

  private int filters(List<String> modules) {
    List<Long> candidates = new ArrayList<>();
    for (String module : modules) {
      candidates.add(dimension(module + ".weight", 3, 0));
      candidates.add(dimension(module + ".bias", 1, 0));
    }
    return known(mostFrequent(candidates));
  }

  private int[] widths(List<String> modules) {
    List<Integer> widths = new ArrayList<>();
    for (String module : modules) {
      int width = known(dimension(module + ".weight", 3, 2));
      if (widths.contains(width) && present.containsKey(module + ".weight")) {
        mistakes.add(
            "char.cnn: expected modules of distinct widths, got width %d in %s again"
                .formatted(width, module));
      }
      while (widths.contains(width)) {
        width++;
      }
      widths.add(width);
    }
    return widths.stream().mapToInt(Integer::intValue).toArray();
  }

  private Recurrent encoder(int inputSize) {
    List<String> modules = mapping.modules();
    String cell = cell();
    int gates = gates(cell);
    boolean both = present.containsKey(modules.get(0) + ".weight_ih_l0_reverse");
    int layers = modules.size();
    while (modules.size() == 1 && present.containsKey(modules.get(0) + ".weight_ih_l" + layers)) {
      layers++;
    }
    long hidden = UNKNOWN;
    for (int layer = 0; layer < layers && hidden == UNKNOWN; layer++) {
      hidden =
          modules.size() == 1
              ? hiddenSize(modules.get(0), layer, gates, both)
              : hiddenSize(modules.get(layer), 0, gates, both);
    }
    Recurrent stack =
        EncoderCodec.CELLS.get(cell).apply(inputSize).hidden(known(hidden)).layers(layers);
    return both ? stack.bidirectional() : stack;
  }

  /**
   * Returns the mapping's cell. If the shapes show the number of gates of another cell, records a
   * mistake and returns that cell.
   */
  private String cell() {
    String name = mapping.modules().get(0) + ".weight_hh_l0";
    long rows = dimension(name, 2, 0);
    long columns = dimension(name, 2, 1);
    Optional<String> shown =
        EncoderCodec.CELLS.keySet().stream()
            .filter(cell -> columns > 0 && rows == gates(cell) * columns)
            .findFirst();
    if (shown.isEmpty() || gates(shown.get()) == gates(mapping.cell())) {
      return mapping.cell();
    }
    mistakes.add(
        "encoder: expected %s, as the shape [%d, %d] of %s shows, got %s"
            .formatted(shown.get(), rows, columns, name, mapping.cell()));
    return shown.get();
  }

  private static int gates(String cell) {
    return EncoderCodec.CELLS.get(cell).apply(1).hidden(1).cell().gates();
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
    return size > 0 && size % gates == 0 ? size / gates : UNKNOWN;
  }

  /** Returns the most frequent size above 0, the first of several; {@link #UNKNOWN} if none is. */
  private static long mostFrequent(List<Long> sizes) {
    long most = UNKNOWN;
    for (long size : sizes) {
      if (size > 0
          && (most == UNKNOWN
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

  /**
   * Returns a dimension of a tensor.
   *
   * @return {@link #UNKNOWN} if there is no such tensor, or it has another number of dimensions
   */
  private long dimension(String name, int rank, int dimension) {
    TensorShape shape = present.get(name);
    return shape == null || shape.numDimensions() != rank ? UNKNOWN : shape.get(dimension);
  }

  /** Checks a tensor. A missing one is recorded by {@link #requireNoOthers}. */
  private void require(TorchName torch, TensorShape shape) {
    String name = torch.name();
    expected.add(name);
    TensorShape found = present.get(name);
    if (mapping.zeros().contains(name)) {
      if (found != null) {
        mistakes.add(
            "unexpected: %s, of shape %s, which zeros lists as absent; remove it from zeros"
                .formatted(name, found));
      }
    } else if (found == null) {
      missing.put(
          name, "%sfor %s".formatted(sized ? "of shape %s, ".formatted(shape) : "", torch.key()));
    } else if (sized ? !found.equals(shape) : found.numDimensions() != shape.numDimensions()) {
      mistakes.add(
          "wrong shape: %s, for %s: expected %s, got %s%s"
              .formatted(
                  name,
                  torch.key(),
                  sized ? shape : "%d dimensions".formatted(shape.numDimensions()),
                  found,
                  found.isTransposed(shape) ? "; is it transposed?" : ""));
    } else if (!WEIGHTS.matcher(types.get(name)).matches()) {
      mistakes.add(
          "wrong dtype: %s, for %s: expected F64, F32, F16 or BF16, got %s"
              .formatted(name, torch.key(), types.get(name)));
    }
  }

  static String unknownZero(String name) {
    return "zeros: expected names of the mapped modules, such as output.bias, got %s"
        .formatted(Excerpt.of(name));
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
                    .filter(
                        prefix ->
                            missing.keySet().stream()
                                .allMatch(n -> present.containsKey(prefix + n)))
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

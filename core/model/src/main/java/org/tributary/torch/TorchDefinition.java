package org.tributary.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.character.CharacterInput;
import org.tributary.head.Head;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * A derivation of a tagger's definition from the shapes of a PyTorch tagger's tensors, with a check
 * of all of them. Not thread-safe.
 */
final class TorchDefinition {
  private static final long ANY = TensorChecks.ANY;

  private static final Map<String, Integer> GATES = Map.of("lstm", 4, "gru", 3, "rnn", 1);

  private final TorchMapping mapping;
  private final TensorChecks tensors;
  private final Mistakes mistakes;

  TorchDefinition(TorchMapping mapping, TensorChecks tensors, Mistakes mistakes) {
    this.mapping = mapping;
    this.tensors = tensors;
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
    tensors.require(
        weight, "output", "labels, size of the encoder's output", labels, encoder.outputSize());
    tensors.require(mapping.output() + ".bias", "output", "labels", labels);
    mapping.crf().ifPresent(crf -> requireCrf(crf, labels));
    tensors.requireNoOthers();
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
    tensors.require(crf + ".start_transitions", "crf", "labels", labels);
    tensors.require(crf + ".end_transitions", "crf", "labels", labels);
    tensors.require(crf + ".transitions", "crf", "labels, labels", labels, labels);
  }

  /** Checks an input's tensors and adds the input; returns its output size. */
  private long input(TorchMapping.InputMapping input, long symbols, List<Input<?>> to) {
    tensors.require(
        input.table(),
        input.name() + ".table",
        "symbols of %s, embedding size".formatted(input.vocabulary().getFileName()),
        symbols,
        ANY);
    boolean transposed =
        tensors.dimension(input.table(), 2, 0) != symbols
            && tensors.dimension(input.table(), 2, 1) == symbols;
    long found = tensors.dimension(input.table(), 2, transposed ? 0 : 1);
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
      candidates.add(tensors.dimension(module + ".weight", 3, 0));
      candidates.add(tensors.dimension(module + ".bias", 1, 0));
    }
    long filters = mostFrequent(candidates);
    for (String module : modules) {
      String weight = module + ".weight";
      boolean fits =
          tensors.require(weight, "char.cnn", "filters, embedding size, width", filters, size, ANY);
      tensors.require(module + ".bias", "char.cnn", "filters", filters);
      long width = tensors.dimension(weight, 3, 2);
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
    boolean both = tensors.has(mapping.modules().get(0) + ".weight_ih_l0_reverse");
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
      } while (mapping.modules().size() == 1
          && tensors.has("%s.weight_ih_l%d".formatted(module, layer)));
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
    long rows = tensors.dimension(name, 2, 0);
    long columns = tensors.dimension(name, 2, 1);
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
      candidates.add(tensors.dimension(module + ".weight_hh" + end, 2, 1));
      for (String weight : List.of(".weight_hh", ".weight_ih")) {
        candidates.add(divided(tensors.dimension(module + weight + end, 2, 0), gates));
      }
      for (String bias : List.of(".bias_ih", ".bias_hh")) {
        candidates.add(divided(tensors.dimension(module + bias + end, 1, 0), gates));
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
      tensors.require(module + ".weight_ih" + end, key, gate + ", input size", rows, input);
      tensors.require(module + ".weight_hh" + end, key, gate + ", hidden size", rows, size);
      tensors.require(module + ".bias_ih" + end, key, gate, rows);
      tensors.require(module + ".bias_hh" + end, key, gate, rows);
    }
    return size;
  }
}

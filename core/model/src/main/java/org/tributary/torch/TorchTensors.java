package org.tributary.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.Input;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The tensors of a PyTorch tagger, a row for each parameter of the word tagger. An import reads the
 * rows to check and find the tensors of a file, an export to name those that it writes.
 *
 * @param inputs the sizes of each input
 * @param gates the number of gates of the encoder's cell
 * @param hidden the encoder's hidden size in each direction
 * @param layers the encoder's layers
 * @param bidirectional whether the encoder has two directions
 * @param labels the number of labels
 */
record TorchTensors(
    List<InputSizes> inputs,
    int gates,
    long hidden,
    int layers,
    boolean bidirectional,
    long labels) {
  /** A size that is not known, or not checked. */
  static final long ANY = -1;

  private static final LabelColumn CRF = new LabelColumn(LabelColumn.MAIN, 1, Head.crf());

  /**
   * The sizes of an input.
   *
   * @param symbols the rows of its table
   * @param embedding the columns of its table
   * @param encoded the hidden size of a character LSTM in each direction, or the filters of each
   *     width of a character CNN
   * @param widths the filter widths of a character CNN by module, {@link #ANY} where unknown
   * @param outputSize the size of its vectors
   */
  record InputSizes(
      long symbols, long embedding, long encoded, List<Long> widths, long outputSize) {}

  /**
   * A tensor.
   *
   * @param own the word tagger's name of the parameter
   * @param torch PyTorch's name
   * @param key the key of the mapping that names it
   * @param meaning its shape in words
   * @param shape its dimensions
   */
  record Row(String own, String torch, String key, String meaning, List<Long> shape) {}

  /**
   * A module, which adds its tensors to {@code rows}.
   *
   * @param own its name in the word tagger
   * @param torch its name in PyTorch
   * @param key the key of the mapping that names it
   */
  private record TorchModule(String own, String torch, String key, List<Row> rows) {
    void add(String parameter, String meaning, Long... shape) {
      add(parameter, "", "", meaning, shape);
    }

    private void add(
        String parameter, String ownEnd, String torchEnd, String meaning, Long... shape) {
      String name = "." + parameter;
      rows.add(new Row(own + name + ownEnd, torch + name + torchEnd, key, meaning, List.of(shape)));
    }

    /**
     * Adds the tensors of a recurrent layer, which has the number {@code torchLayer} in PyTorch.
     */
    void addLayer(
        int layer, int torchLayer, int gates, long inputSize, long hidden, boolean bidirectional) {
      long gateRows = hidden == ANY ? ANY : gates * hidden;
      String gate = gates == 1 ? "hidden size" : gates + " gates of the hidden size";
      for (String direction : bidirectional ? List.of("", "_reverse") : List.of("")) {
        String from = "_l" + layer + direction;
        String to = "_l" + torchLayer + direction;
        add("weight_ih", from, to, gate + ", input size", gateRows, inputSize);
        add("weight_hh", from, to, gate + ", hidden size", gateRows, hidden);
        add("bias_ih", from, to, gate, gateRows);
        add("bias_hh", from, to, gate, gateRows);
      }
    }
  }

  /**
   * Returns the sizes that name the tensors of a tagger that a mapping fits; others are unknown,
   * and the number of gates, on which no name depends, is 1.
   */
  static TorchTensors of(TaggerDefinition definition) {
    List<InputSizes> inputs = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      List<Long> widths =
          input instanceof CharacterInput characters
                  && characters.encoder() instanceof CharacterCnn cnn
              ? cnn.widths().stream().map(Integer::longValue).toList()
              : List.of();
      inputs.add(new InputSizes(ANY, ANY, ANY, widths, ANY));
    }
    Recurrent encoder = definition.encoder();
    return new TorchTensors(
        inputs, 1, ANY, encoder.layers(), encoder.directions() == Directions.BOTH, ANY);
  }

  /** Returns the size of the inputs' vectors together. */
  long inputSize() {
    return inputs.stream()
        .mapToLong(InputSizes::outputSize)
        .reduce(0, (sum, size) -> sum == ANY || size == ANY ? ANY : sum + size);
  }

  private long outputSize() {
    return hidden == ANY ? ANY : hidden * (bidirectional ? 2 : 1);
  }

  /** Returns the tensors by the names of a mapping. */
  List<Row> rows(TorchMapping mapping) {
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < inputs.size(); k++) {
      addInput(mapping.inputs().get(k), inputs.get(k), rows);
    }
    boolean one = mapping.modules().size() == 1;
    for (int layer = 0; layer < layers; layer++) {
      String torch = mapping.modules().get(one ? 0 : layer);
      long inputSize = layer == 0 ? inputSize() : outputSize();
      new TorchModule(mapping.cell(), torch, "encoder.modules", rows)
          .addLayer(layer, one ? layer : 0, gates, inputSize, hidden, bidirectional);
    }
    TorchModule output = new TorchModule(CRF.linearName(), mapping.output(), "output", rows);
    output.add("weight", "labels, size of the encoder's output", labels, outputSize());
    output.add("bias", "labels", labels);
    if (mapping.crf().isPresent()) {
      TorchModule crf = new TorchModule(CRF.headName(), mapping.crf().get(), "crf", rows);
      crf.add(CrfHead.START, "labels", labels);
      crf.add(CrfHead.END, "labels", labels);
      crf.add(CrfHead.TRANSITIONS, "labels, labels", labels, labels);
    }
    return rows;
  }

  private static void addInput(TorchMapping.InputMapping input, InputSizes sizes, List<Row> rows) {
    String name = input.name();
    rows.add(
        new Row(
            name + "_emb.weight",
            input.table(),
            name + ".table",
            "symbols of %s, embedding size".formatted(input.vocabulary().getFileName()),
            List.of(sizes.symbols(), ANY)));
    if (input.characters().isEmpty()) {
      return;
    }
    TorchMapping.Characters characters = input.characters().get();
    if (characters.lstm().isPresent()) {
      new TorchModule(name + "_lstm", characters.lstm().get(), "char.lstm", rows)
          .addLayer(0, 0, 4, sizes.embedding(), sizes.encoded(), true);
      return;
    }
    for (int k = 0; k < characters.cnn().size(); k++) {
      String own = name + "_cnn" + sizes.widths().get(k);
      TorchModule cnn = new TorchModule(own, characters.cnn().get(k), "char.cnn", rows);
      cnn.add("weight", "filters, embedding size, width", sizes.encoded(), sizes.embedding(), ANY);
      cnn.add("bias", "filters", sizes.encoded());
    }
  }

  /** Returns PyTorch's name of each parameter, by its name in the word tagger. */
  Map<String, String> names(TorchMapping mapping) {
    Map<String, String> names = new LinkedHashMap<>();
    rows(mapping).forEach(row -> names.put(row.own(), row.torch()));
    return names;
  }
}

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
  record Row(String own, String torch, String key, String meaning, List<Long> shape) {
    private static Row of(String own, String torch, String key, String meaning, Long... shape) {
      return new Row(own, torch, key, meaning, List.of(shape));
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
    for (int layer = 0; layer < layers; layer++) {
      boolean one = mapping.modules().size() == 1;
      addLayer(
          mapping.cell() + ".",
          layer,
          mapping.modules().get(one ? 0 : layer) + ".",
          one ? layer : 0,
          "encoder.modules",
          new long[] {gates, layer == 0 ? inputSize() : outputSize(), hidden},
          bidirectional,
          rows);
    }
    String linear = CRF.linearName();
    String output = mapping.output();
    String meaning = "labels, size of the encoder's output";
    rows.add(
        Row.of(linear + ".weight", output + ".weight", "output", meaning, labels, outputSize()));
    rows.add(Row.of(linear + ".bias", output + ".bias", "output", "labels", labels));
    mapping.crf().ifPresent(crf -> addCrf(crf + ".", rows));
    return rows;
  }

  private static void addInput(TorchMapping.InputMapping input, InputSizes sizes, List<Row> rows) {
    String name = input.name();
    rows.add(
        Row.of(
            name + "_emb.weight",
            input.table(),
            name + ".table",
            "symbols of %s, embedding size".formatted(input.vocabulary().getFileName()),
            sizes.symbols(),
            ANY));
    if (input.characters().isEmpty()) {
      return;
    }
    TorchMapping.Characters characters = input.characters().get();
    if (characters.lstm().isPresent()) {
      addLayer(
          name + "_lstm.",
          0,
          characters.lstm().get() + ".",
          0,
          "char.lstm",
          new long[] {4, sizes.embedding(), sizes.encoded()},
          true,
          rows);
      return;
    }
    for (int k = 0; k < characters.cnn().size(); k++) {
      String own = name + "_cnn" + sizes.widths().get(k);
      String module = characters.cnn().get(k);
      rows.add(
          Row.of(
              own + ".weight",
              module + ".weight",
              "char.cnn",
              "filters, embedding size, width",
              sizes.encoded(),
              sizes.embedding(),
              ANY));
      rows.add(Row.of(own + ".bias", module + ".bias", "char.cnn", "filters", sizes.encoded()));
    }
  }

  /**
   * Adds the tensors of a layer.
   *
   * @param sizes the number of gates, the input size and the hidden size
   */
  private static void addLayer(
      String own,
      int layer,
      String torch,
      int layerOfModule,
      String key,
      long[] sizes,
      boolean bidirectional,
      List<Row> rows) {
    long gateRows = sizes[2] == ANY ? ANY : sizes[0] * sizes[2];
    String gate = sizes[0] == 1 ? "hidden size" : sizes[0] + " gates of the hidden size";
    for (String direction : bidirectional ? List.of("", "_reverse") : List.of("")) {
      String from = "_l" + layer + direction;
      String to = "_l" + layerOfModule + direction;
      String ih = "weight_ih";
      String hh = "weight_hh";
      rows.add(
          Row.of(own + ih + from, torch + ih + to, key, gate + ", input size", gateRows, sizes[1]));
      rows.add(
          Row.of(
              own + hh + from, torch + hh + to, key, gate + ", hidden size", gateRows, sizes[2]));
      for (String bias : List.of("bias_ih", "bias_hh")) {
        rows.add(Row.of(own + bias + from, torch + bias + to, key, gate, gateRows));
      }
    }
  }

  private void addCrf(String crf, List<Row> rows) {
    String own = CRF.headName() + ".";
    for (String end : List.of(CrfHead.START, CrfHead.END)) {
      rows.add(Row.of(own + end, crf + end, "crf", "labels", labels));
    }
    String pairs = CrfHead.TRANSITIONS;
    rows.add(Row.of(own + pairs, crf + pairs, "crf", "labels, labels", labels, labels));
  }

  /** Returns PyTorch's name of each parameter, by its name in the word tagger. */
  Map<String, String> names(TorchMapping mapping) {
    Map<String, String> names = new LinkedHashMap<>();
    rows(mapping).forEach(row -> names.put(row.own(), row.torch()));
    return names;
  }
}

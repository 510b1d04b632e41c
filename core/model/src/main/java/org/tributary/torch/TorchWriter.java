package org.tributary.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.layer.Initialization;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.torch.TorchMappingException.Mistakes;

/** A writer of a word tagger's parameters under the names of PyTorch modules. */
final class TorchWriter {
  private final WordTagger tagger;
  private final TorchMapping mapping;
  private final Mistakes mistakes;

  TorchWriter(WordTagger tagger, TorchMapping mapping, Mistakes mistakes) {
    this.tagger = tagger;
    this.mapping = mapping;
    this.mistakes = mistakes;
  }

  void write(Path weights) throws IOException {
    requireFit();
    requireDistinctFiles(weights);
    mistakes.requireNone();
    Map<String, Written> tables = new TreeMap<>();
    for (int k = 0; k < mapping.inputs().size(); k++) {
      TorchMapping.InputMapping input = mapping.inputs().get(k);
      tables.put(
          input.name() + "_emb.weight",
          written(tagger.vocabularies().get(k).entries(), input.unknown(), input.padding()));
    }
    ParameterValues own = tagger.parameters();
    Map<String, FloatTensor> written = new LinkedHashMap<>();
    Map<String, String> names = TorchTensors.of(tagger.definition()).names(mapping);
    for (String name : own.names()) {
      String torch = names.get(name);
      Written table = tables.get(name);
      FloatTensor value = own.tensor(name);
      if (written.containsKey(torch)) {
        mistakes.add(
            "tensor %s: expected a name for each parameter of the tagger, got it for two; name each table and module once"
                .formatted(torch));
      } else if (!mapping.zeros().contains(torch)) {
        written.put(torch, table == null ? value : TorchTagger.taken(value, table.rows()));
      } else if (!value.equals(FloatTensor.zeros(value.shape().asArray()))) {
        mistakes.add(
            "zeros: expected parameters of zeros, got others in %s; remove %s from zeros"
                .formatted(name, torch));
      }
    }
    for (String zero : mapping.zeros()) {
      if (!names.containsValue(zero)) {
        mistakes.add(TorchDefinition.unknownZero(zero));
      }
    }
    mistakes.requireNone();
    for (TorchMapping.InputMapping input : mapping.inputs()) {
      SymbolFile.write(input.vocabulary(), tables.get(input.name() + "_emb.weight").symbols());
    }
    SymbolFile.write(mapping.labels(), tagger.labels());
    Safetensors.write(weights, ParameterValues.of(written));
  }

  /** Records files that would replace each other. */
  private void requireDistinctFiles(Path weights) {
    Set<Path> written = new HashSet<>(Set.of(weights.toAbsolutePath().normalize()));
    for (Path file : mapping.files()) {
      if (!written.add(file.normalize())) {
        mistakes.add(
            "file %s: expected files of their own for weights, labels and each vocabulary, got it for two"
                .formatted(file.getFileName()));
      }
    }
  }

  private void requireFit() {
    TaggerDefinition definition = tagger.definition();
    List<Input<?>> inputs = definition.inputs().all();
    List<String> expected = inputs.stream().map(Input::name).toList();
    List<String> named = mapping.inputs().stream().map(TorchMapping.InputMapping::name).toList();
    require("inputs", expected, named);
    require("encoder", definition.encoderName(), mapping.cell());
    requireTorchForm(definition);
    int layers = definition.encoder().layers();
    int modules = mapping.modules().size();
    if (modules != 1 && modules != layers) {
      mistakes.add(
          "encoder.modules: expected 1 or %d, one for each layer, got %d"
              .formatted(layers, modules));
    }
    requireNoSkipConnection(definition.encoder().skipConnection());
    String head = definition.columns().get(0).head().name();
    require("head", head, mapping.crf().isPresent() ? "crf" : "softmax");
    if (mapping.crf().isPresent() && head.equals("crf")) {
      require(
          "crf.scheme", key(definition.columns().get(0).head().scheme()), key(mapping.scheme()));
    }
    for (int k = 0; k < inputs.size() && expected.equals(named); k++) {
      requireSymbols(k);
      requireNoProjection(inputs.get(k));
      if (inputs.get(k) instanceof CharacterInput characters) {
        mapping.inputs().get(k).characters().ifPresent(m -> requireEncoder(characters, m));
      }
    }
  }

  /** Records what the modules of a mapping cannot express. */
  private void requireTorchForm(TaggerDefinition definition) {
    Recurrent encoder = definition.encoder();
    Recurrent drawn = // as by PyTorch; trained weights need no initializers
        new Recurrent(
            encoder.cell(),
            encoder.layers(),
            encoder.directions(),
            encoder.layout(),
            encoder.dropout(),
            Initialization.torch(),
            encoder.kernel(),
            encoder.skipConnection());
    Map<String, String> stored;
    try {
      stored = DefinitionCodec.write(definition.encoder(drawn)); // the library's parts alone
    } catch (IllegalArgumentException e) {
      mistakes.add(e.getMessage());
      return;
    }
    requireDefault("bias vectors", "present", stored.get("encoder.bias"));
    requireDefault("no projection", null, stored.get("encoder.projection"));
    requireDefault("the default nonlinearity", null, stored.get("encoder.nonlinearity"));
  }

  private void requireDefault(String expected, String value, String setting) {
    if (!Objects.equals(value, setting)) {
      mistakes.add(
          "encoder: expected cells with %s, got %s; a mapping has no key for it"
              .formatted(expected, setting));
    }
  }

  /** Returns the value of a key for a constant. */
  private static String key(Optional<? extends Enum<?>> constant) {
    return constant.map(Settings::text).orElse("none");
  }

  private static String number(OptionalInt value) {
    return value.isPresent() ? Integer.toString(value.getAsInt()) : "none";
  }

  private void require(String what, Object ofTagger, Object ofMapping) {
    if (!ofTagger.equals(ofMapping)) {
      mistakes.add(
          "%s: expected %s, that of the tagger, got %s".formatted(what, ofTagger, ofMapping));
    }
  }

  private void requireNoSkipConnection(SkipConnection connection) {
    if (!connection.equals(SkipConnection.none())) {
      mistakes.add(
          "encoder: expected layers without a skip connection, got the connection %s; a mapping has no key for it"
              .formatted(connection.name()));
    }
  }

  private void requireNoProjection(Input<?> input) {
    if (input instanceof EmbeddingInput embedding && embedding.projection().isPresent()) {
      mistakes.add(
          "%s: expected an input without a projection, got one to %d; a mapping has no key for it"
              .formatted(input.name(), embedding.projection().getAsInt()));
    }
  }

  private void requireSymbols(int input) {
    TorchMapping.InputMapping names = mapping.inputs().get(input);
    String unknown = names.unknown();
    if (names.padding().equals(Optional.of(unknown))) {
      mistakes.add(
          "%s.padding: expected another symbol than %s.unknown, got %s for both"
              .formatted(names.name(), names.name(), unknown));
    }
    if (tagger.vocabularies().get(input).index(unknown).isPresent()) {
      mistakes.add(
          "%s.unknown: expected a symbol that is no entry of the tagger's vocabulary, got %s; choose another one"
              .formatted(mapping.inputs().get(input).name(), unknown));
    }
  }

  private void requireEncoder(CharacterInput input, TorchMapping.Characters characters) {
    CharacterEncoder encoder = input.encoder();
    require("char.first", number(input.firstCharacters()), number(characters.first()));
    if (encoder instanceof CharacterLstm lstm && characters.lstm().isPresent()) {
      require("char.pooling", Settings.text(lstm.pooling()), Settings.text(characters.pooling()));
    } else if (encoder instanceof CharacterCnn cnn && characters.lstm().isEmpty()) {
      require("number of modules in char.cnn", cnn.widths().size(), characters.cnn().size());
    } else {
      mistakes.add(
          "char: expected the modules of %s, that of the tagger, got those of another encoder"
              .formatted(encoder));
    }
  }

  /**
   * The rows of a table to write.
   *
   * @param symbols the symbols in PyTorch's order
   * @param rows the row of each in the word tagger's table, -1 for a row of zeros
   */
  private record Written(List<String> symbols, List<Integer> rows) {}

  /**
   * Returns the rows of PyTorch's table: that of the padding, the unknown row, and the others in
   * order.
   *
   * @param entries the word tagger's vocabulary
   */
  private static Written written(List<String> entries, String unknown, Optional<String> padding) {
    List<String> symbols = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    padding.ifPresent(
        symbol -> {
          symbols.add(symbol);
          rows.add(entries.indexOf(symbol)); // -1 without a row
        });
    symbols.add(unknown);
    rows.add(entries.size());
    for (int row = 0; row < entries.size(); row++) {
      if (padding.isEmpty() || !entries.get(row).equals(padding.get())) {
        symbols.add(entries.get(row));
        rows.add(row);
      }
    }
    return new Written(symbols, rows);
  }
}

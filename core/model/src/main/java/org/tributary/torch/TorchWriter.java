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
import org.tributary.feature.Input;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.layer.Initialization;
import org.tributary.layer.Recurrent;
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
          written(tagger.vocabularies().get(k).symbols(), input.unknown(), input.padding()));
    }
    ParameterValues own = tagger.parameters();
    Map<String, FloatTensor> written = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    mapping
        .names(tagger.definition(), tagger.sizes())
        .forEach((name, torch) -> names.put(name, torch.name()));
    for (String name : own.names()) {
      String torch = names.get(name);
      Written table = tables.get(name);
      FloatTensor value = own.tensor(name);
      if (torch == null) {
        mistakes.add(
            "parameter %s: expected parameters of the mapped modules alone, got another; a mapping has no key for it"
                .formatted(name));
      } else if (written.containsKey(torch)) {
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

  /**
   * Records what the modules of the mapping do not have in common with the tagger.
   *
   * @throws TorchMappingException if a part of the tagger is of a class of the caller's own
   */
  private void requireFit() throws TorchMappingException {
    TaggerDefinition definition = tagger.definition();
    Map<String, String> own = settings(definition);
    List<String> inputs = definition.inputs().all().stream().map(Input::name).toList();
    List<String> named = mapping.inputs().stream().map(TorchMapping.InputMapping::name).toList();
    require("inputs", inputs, named);
    require("encoder", own.get("encoder.cell"), mapping.cell());
    requireDefault("encoder.bias", "present", own);
    requireDefault("encoder.connection", "none", own);
    requireDefault("encoder.projection", null, own);
    requireDefault("encoder.nonlinearity", null, own);
    int layers = definition.encoder().layers();
    int modules = mapping.modules().size();
    if (modules != 1 && modules != layers) {
      mistakes.add(
          "encoder.modules: expected 1 or %d, one for each layer, got %d"
              .formatted(layers, modules));
    }
    require("head", own.get("head"), mapping.crf().isPresent() ? "crf" : "softmax");
    require("crf.scheme", own.get("head.scheme"), text(mapping.scheme()));
    for (int k = 0; k < named.size() && inputs.equals(named); k++) {
      TorchMapping.InputMapping input = mapping.inputs().get(k);
      String prefix = DefinitionCodec.inputPrefix(input.name());
      requireDefault(prefix + "projection", null, own);
      requireSymbols(k);
      if (input.characters().isPresent()) {
        TorchMapping.Characters characters = input.characters().get();
        require("char.first", own.get(prefix + "first"), text(characters.first()));
        require(
            "char.pooling",
            own.get(prefix + "pooling"),
            text(characters.lstm().map(module -> characters.pooling())));
        require(
            "number of modules in char.cnn",
            TorchMapping.widths(definition).size(),
            characters.cnn().size());
      }
    }
  }

  /** Returns the stored form of a tagger's definition. */
  private Map<String, String> settings(TaggerDefinition definition) throws TorchMappingException {
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
    try {
      return DefinitionCodec.write(definition.encoder(drawn)); // the library's parts alone
    } catch (IllegalArgumentException e) {
      mistakes.add(e.getMessage());
      throw mistakes.exception();
    }
  }

  /** Returns the value of a key of the mapping; null without one. */
  private static String text(Optional<? extends Enum<?>> constant) {
    return constant.map(Settings::text).orElse(null);
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : null;
  }

  private void require(String what, Object ofTagger, Object ofMapping) {
    if (!Objects.equals(ofTagger, ofMapping)) {
      mistakes.add(
          "%s: expected %s, that of the tagger, got %s"
              .formatted(
                  what,
                  Objects.requireNonNullElse(ofTagger, "none"),
                  Objects.requireNonNullElse(ofMapping, "none")));
    }
  }

  private void requireDefault(String setting, String value, Map<String, String> own) {
    if (!Objects.equals(value, own.get(setting))) {
      mistakes.add(
          "%s: expected the default of PyTorch's modules, got %s; a mapping has no key for it"
              .formatted(setting, own.get(setting)));
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

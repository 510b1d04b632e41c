package org.tributary.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.character.CharacterCnn;
import org.tributary.feature.character.CharacterEncoder;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterLstm;
import org.tributary.internal.definition.DefinitionCodec;
import org.tributary.layer.SkipConnection;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;

/** Writes a word tagger's parameters under the names of PyTorch modules. */
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
    mistakes.requireNone();
    Map<String, TableRows.Written> tables = new TreeMap<>();
    for (int k = 0; k < mapping.inputs().size(); k++) {
      TorchMapping.InputMapping input = mapping.inputs().get(k);
      tables.put(
          input.name() + "_emb.weight",
          TableRows.written(
              tagger.vocabularies().get(k).entries(), input.unknown(), input.padding()));
    }
    ParameterValues own = tagger.parameters();
    Map<String, FloatTensor> written = new LinkedHashMap<>();
    TorchNames names = new TorchNames(mapping, tagger.definition());
    for (String name : own.names()) {
      String torch = names.name(name);
      TableRows.Written table = tables.get(name);
      FloatTensor value = own.tensor(name);
      if (!mapping.zeros().contains(torch)) {
        written.put(torch, table == null ? value : TableRows.taken(value, table.rows()));
      } else if (!value.equals(FloatTensor.zeros(value.shape().asArray()))) {
        mistakes.add(
            "zeros: expected parameters of zeros, got others in %s; remove %s from zeros"
                .formatted(name, torch));
      }
    }
    mistakes.requireNone();
    for (TorchMapping.InputMapping input : mapping.inputs()) {
      SymbolFile.write(input.vocabulary(), tables.get(input.name() + "_emb.weight").symbols());
    }
    SymbolFile.write(mapping.labels(), tagger.labels());
    Safetensors.write(weights, ParameterValues.of(written));
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
    try {
      DefinitionCodec.write(definition); // a mapping names no other forms than a file
    } catch (IllegalArgumentException e) {
      mistakes.add(e.getMessage());
    }
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
    String unknown = mapping.inputs().get(input).unknown();
    if (tagger.vocabularies().get(input).index(unknown).isPresent()) {
      mistakes.add(
          "%s.unknown: expected a symbol that is no entry of the tagger's vocabulary, got %s; choose another one"
              .formatted(mapping.inputs().get(input).name(), unknown));
    }
  }

  private void requireEncoder(CharacterInput input, TorchMapping.Characters characters) {
    CharacterEncoder encoder = input.encoder();
    require("char.first", input.firstCharacters(), characters.first());
    if (encoder instanceof CharacterLstm lstm && characters.lstm().isPresent()) {
      require("char.pooling", lstm.pooling(), characters.pooling());
    } else if (encoder instanceof CharacterCnn cnn && characters.lstm().isEmpty()) {
      require("number of modules in char.cnn", cnn.widths().size(), characters.cnn().size());
    } else {
      mistakes.add(
          "char: expected the modules of %s, that of the tagger, got those of another encoder"
              .formatted(encoder));
    }
  }
}

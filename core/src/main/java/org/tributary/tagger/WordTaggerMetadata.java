package org.tributary.tagger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.head.HeadCodec;
import org.tributary.internal.param.Settings;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The safetensors metadata of a word tagger: definition, vocabularies and labels as strings by
 * name, lists as JSON. Training-only options are not stored.
 */
final class WordTaggerMetadata {
  private final Map<String, String> entries;

  private WordTaggerMetadata(Map<String, String> entries) {
    this.entries = entries;
  }

  /**
   * A word tagger without its parameters.
   *
   * @param vocabularies the vocabulary of each input
   */
  record Content(TaggerDefinition definition, List<Vocabulary> vocabularies, Vocabulary labels) {}

  /**
   * Returns the metadata of a word tagger.
   *
   * @throws IllegalArgumentException if an input or the encoder has no stored form
   */
  static Map<String, String> write(Content content) {
    WordTaggerMetadata to = new WordTaggerMetadata(new LinkedHashMap<>());
    List<Input<?>> inputs = content.definition().inputs().all();
    to.put("inputs", inputs.stream().map(Input::name).toList());
    for (int k = 0; k < inputs.size(); k++) {
      to.putInput(inputs.get(k), content.vocabularies().get(k));
    }
    StoredEncoder encoder = StoredEncoder.of(content.definition().encoder());
    to.put("encoder.cell", encoder.cell());
    to.put("encoder.hidden_size", encoder.hiddenSize());
    to.put("encoder.layers", encoder.layers());
    to.put("encoder.bidirectional", encoder.bidirectional());
    to.put("encoder.connection", encoder.connection());
    to.entries.putAll(HeadCodec.write(content.definition().columns().get(0).head()));
    to.put("labels", content.labels().entries());
    return to.entries;
  }

  private void putInput(Input<?> input, Vocabulary vocabulary) {
    String name = "input." + input.name() + ".";
    InputCodec.write(input).forEach((setting, text) -> put(name + setting, text));
    put(name + "entries", vocabulary.entries());
  }

  private void put(String name, Object value) {
    entries.put(name, value.toString());
  }

  private void put(String name, List<String> values) {
    entries.put(name, Settings.text(values));
  }

  /**
   * Parses the metadata of {@link #write}.
   *
   * @throws IllegalArgumentException if an entry is missing, malformed or out of range
   */
  static Content read(Map<String, String> entries) {
    Settings from = Settings.of(entries);
    List<Input<?>> inputs = new ArrayList<>();
    List<Vocabulary> vocabularies = new ArrayList<>();
    for (String name : from.list("inputs")) {
      inputs.add(InputCodec.read(name, from.within("input." + name + ".")));
      vocabularies.add(new Vocabulary(from.list("input." + name + ".entries")));
    }
    StoredEncoder encoder =
        new StoredEncoder(
            from.oneOf("encoder.cell", StoredEncoder.CELLS),
            from.number("encoder.hidden_size"),
            from.number("encoder.layers"),
            from.oneOf("encoder.bidirectional", List.of("true", "false")).equals("true"),
            from.oneOf("encoder.connection", StoredEncoder.CONNECTIONS));
    TaggerDefinition definition =
        Tagger.define()
            .inputs(new Inputs(inputs))
            .encoder(encoder::recurrent)
            .head(HeadCodec.read(entries));
    return new Content(definition, vocabularies, new Vocabulary(from.list("labels")));
  }
}

package org.tributary.tagger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tributary.head.TagScheme;
import org.tributary.input.CharacterCnn;
import org.tributary.input.CharacterInput;
import org.tributary.input.CharacterPooling;
import org.tributary.input.FeatureInput;
import org.tributary.input.Input;
import org.tributary.input.Inputs;

/**
 * The safetensors metadata of a word tagger: definition, vocabularies and labels as strings by
 * name, lists as JSON. Training-only options are not stored.
 */
final class WordTaggerMetadata {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // an unpaired surrogate has no UTF-8 encoding
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

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
    List<Input> inputs = content.definition().inputs().all();
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
    HeadDefinition head = content.definition().columns().get(0).head();
    to.put("head", head instanceof HeadDefinition.Crf ? "crf" : "softmax");
    if (head instanceof HeadDefinition.Crf crf) {
      crf.scheme().ifPresent(scheme -> to.put("head.scheme", scheme));
    }
    to.put("labels", content.labels().entries());
    return to.entries;
  }

  private void putInput(Input input, Vocabulary vocabulary) {
    String name = "input." + input.name() + ".";
    if (input instanceof CharacterInput characters) {
      put(name + "size", characters.size());
      characters
          .encoder()
          .match(
              lstm -> {
                put(name + "lstm", lstm.hiddenSize());
                put(name + "pooling", lstm.pooling());
              },
              cnn -> {
                put(name + "cnn", cnn.filters());
                put(name + "widths", cnn.widths().stream().map(String::valueOf).toList());
              });
    } else if (input instanceof FeatureInput features) {
      put(name + "size", features.size());
    } else {
      throw new IllegalArgumentException(
          "word tagger: expected inputs that can be stored (FeatureInput, CharacterInput), got the %s %s"
              .formatted(input.getClass().getSimpleName(), input.name()));
    }
    put(name + "entries", vocabulary.entries());
  }

  private void put(String name, Enum<?> value) {
    put(name, value.name().toLowerCase(Locale.ROOT));
  }

  private void put(String name, Object value) {
    entries.put(name, value.toString());
  }

  private void put(String name, List<String> values) {
    StringWriter json = new StringWriter();
    try (JsonGenerator to = JSON.createGenerator(json)) {
      to.writeArray(values.toArray(String[]::new), 0, values.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the writer is in memory
    }
    entries.put(name, json.toString());
  }

  /**
   * Parses the metadata of {@link #write}.
   *
   * @throws IllegalArgumentException if an entry is missing, malformed or out of range
   */
  static Content read(Map<String, String> entries) {
    WordTaggerMetadata from = new WordTaggerMetadata(entries);
    List<Input> inputs = new ArrayList<>();
    List<Vocabulary> vocabularies = new ArrayList<>();
    for (String name : from.list("inputs")) {
      inputs.add(from.input(name));
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
        Tagger.define().inputs(new Inputs(inputs)).encoder(encoder::recurrent).head(from.head());
    return new Content(definition, vocabularies, new Vocabulary(from.list("labels")));
  }

  private Input input(String input) {
    String name = "input." + input + ".";
    int size = number(name + "size");
    if (entries.containsKey(name + "lstm")) {
      CharacterPooling pooling = choice(name + "pooling", CharacterPooling.values());
      return CharacterInput.of(input).size(size).lstm(number(name + "lstm"), pooling);
    }
    if (entries.containsKey(name + "cnn")) {
      List<Integer> widths =
          list(name + "widths").stream().map(w -> number(name + "widths", w)).toList();
      int filters = number(name + "cnn");
      CharacterInput defaults = CharacterInput.of(input).size(size);
      return new CharacterInput(
          input, size, defaults.deviation(), new CharacterCnn(filters, widths));
    }
    return FeatureInput.of(input, size);
  }

  private HeadDefinition head() {
    return oneOf("head", List.of("softmax", "crf")).equals("softmax")
        ? HeadDefinition.softmax()
        : new HeadDefinition.Crf(
            Optional.ofNullable(entries.get("head.scheme"))
                .map(scheme -> choice("head.scheme", TagScheme.values())),
            false);
  }

  private String text(String name) {
    String text = entries.get(name);
    if (text == null) {
      throw new IllegalArgumentException("expected %s, got none".formatted(name));
    }
    return text;
  }

  private int number(String name) {
    return number(name, text(name));
  }

  private static int number(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a whole number as %s, got %s".formatted(name, text), e);
    }
  }

  private String oneOf(String name, List<String> allowed) {
    String text = text(name);
    if (!allowed.contains(text)) {
      throw new IllegalArgumentException(
          "expected one of %s as %s, got %s".formatted(allowed, name, text));
    }
    return text;
  }

  private <E extends Enum<E>> E choice(String name, E[] values) {
    List<String> allowed =
        Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    return values[allowed.indexOf(oneOf(name, allowed))];
  }

  private List<String> list(String name) {
    List<String> values = new ArrayList<>();
    try (JsonParser from = JSON.createParser(text(name))) {
      boolean strings = from.nextToken() == JsonToken.START_ARRAY;
      while (strings && from.nextToken() != JsonToken.END_ARRAY) {
        strings = from.currentToken() == JsonToken.VALUE_STRING;
        values.add(from.getText());
      }
      if (strings && from.nextToken() == null) {
        return values;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "expected a JSON list as %s, got invalid JSON".formatted(name), e);
    }
    throw new IllegalArgumentException(
        "expected a JSON list of strings as %s, got another value".formatted(name));
  }
}

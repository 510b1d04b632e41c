package org.tributary.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.feature.character.CharacterInput;
import org.tributary.internal.definition.NetworkText;
import org.tributary.internal.param.Settings;
import org.tributary.internal.runtime.LibraryVersion;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/**
 * The metadata of an exported tagger, a map of strings from which a program with ONNX Runtime alone
 * can make the model's inputs. Lists are JSON.
 *
 * <pre>
 *   tributary.onnx=1              labels=["DET","NOUN"]   scheme=bio
 *   inputs=["word","suffix3","char"]
 *   input.word.reads=word         input.word.entries=["a","the"]   input.word.unknown=2
 *   input.word.none=3             input.suffix3.reads=suffix       input.suffix3.length=3
 *   input.char.reads=characters   input.char.max_characters=64
 *   rule.suffix=...               metadata.epochs=12
 * </pre>
 */
final class OnnxMetadata {
  /** The version of the metadata and of the names of inputs and outputs. */
  static final String VERSION = "1";

  private static final Pattern SUPPLEMENTARY = Pattern.compile("[\\x{10000}-\\x{10ffff}]");

  private static final Map<String, String> RULES =
      Map.ofEntries(
          Map.entry("word", "the word unchanged"),
          Map.entry("lower", "the word in lower case, by Unicode and no particular language"),
          Map.entry(
              "prefix",
              "the first length code points of the word in lower case; none if it is shorter"),
          Map.entry(
              "suffix",
              "the last length code points of the word in lower case; none if it is shorter"),
          Map.entry(
              "shape",
              "X for each run of upper-case and title-case code points, x of lower-case ones, o of other letters, d of decimal digits, and one code point for each run of another one; marks and format characters belong to the code point before them"),
          Map.entry(
              "shape.1",
              "X for each run of upper-case code points, x of lower-case ones, d of decimal digits, and one code point for each run of another one"),
          Map.entry(
              "vector",
              "the first of these that is an entry: the word unchanged, the word in lower case, and both with each decimal digit replaced by 0"),
          Map.entry(
              "characters",
              "the code points of the word, then none up to the longest word; of more than max_characters the first and the last half of that many"),
          Map.entry(
              "features", "features with weights; weight 0 up to the step with the most features"),
          Map.entry("numbers", "the numbers of each step"));

  private final Map<String, String> texts = new TreeMap<>();

  /**
   * Creates the metadata of a tagger.
   *
   * @param vocabularies the vocabulary of each input without the unknown entry; empty if the
   *     features have no names
   */
  OnnxMetadata(
      TaggerDefinition definition,
      TaggerSizes sizes,
      List<Vocabulary> vocabularies,
      TableReading reading) {
    texts.put("tributary.onnx", VERSION);
    texts.put("tributary.version", LibraryVersion.get());
    texts.put("definition.encoder", NetworkText.of(definition.encoder()));
    texts.put("definition.head", definition.columns().get(0).head().name());
    sizes.columns().get(0).names().ifPresent(names -> texts.put("labels", json(names)));
    definition
        .columns()
        .get(0)
        .head()
        .scheme()
        .ifPresent(scheme -> texts.put("scheme", Settings.text(scheme)));
    List<Input<?>> inputs = definition.inputs().all();
    texts.put("inputs", json(inputs.stream().map(Input::name).toList()));
    for (int k = 0; k < inputs.size(); k++) {
      add(
          inputs.get(k),
          sizes.vocabularySizes().get(k),
          vocabularies.isEmpty() ? Optional.empty() : Optional.of(vocabularies.get(k)),
          reading);
    }
  }

  private void add(
      Input<?> input, int entries, Optional<Vocabulary> vocabulary, TableReading reading) {
    String prefix = "input." + input.name() + ".";
    String reads = reads(input, reading);
    texts.put(prefix + "reads", reads);
    texts.put("rule." + reads, RULES.get(reads));
    if (input instanceof NumberInput numbers) {
      texts.put(prefix + "size", Integer.toString(numbers.size()));
      return;
    }
    form(input, reading)
        .filter(form -> form.length() > 0)
        .ifPresent(form -> texts.put(prefix + "length", Integer.toString(form.length())));
    if (input instanceof CharacterInput) {
      texts.put(prefix + "max_characters", Integer.toString(CharacterInput.MAX_CHARACTERS));
    }
    texts.put(prefix + "none", Integer.toString(entries));
    if (vocabulary.isPresent()) {
      texts.put(prefix + "unknown", Integer.toString(entries - 1));
      texts.put(prefix + "entries", json(vocabulary.get().entries()));
    }
  }

  private static String reads(Input<?> input, TableReading reading) {
    if (input instanceof NumberInput) {
      return "numbers";
    }
    if (input instanceof CharacterInput) {
      return "characters";
    }
    if (reading == TableReading.WEIGHTED) {
      return "features";
    }
    if (input instanceof VectorInput) {
      return "vector";
    }
    return form(input, reading).map(WordForm::rule).orElse("features");
  }

  /** Returns the form of words that a table reads; empty if it reads other features. */
  private static Optional<WordForm> form(Input<?> input, TableReading reading) {
    return reading != TableReading.WEIGHTED && input instanceof EmbeddingInput table
        ? table.form()
        : Optional.empty();
  }

  /**
   * Returns a list in JSON. Code points above U+FFFF are escaped: ONNX Runtime's Java interface
   * does not decode them.
   */
  private static String json(List<String> values) {
    return SUPPLEMENTARY
        .matcher(Settings.text(values))
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "\\u%04x\\u%04x"
                        .formatted((int) found.group().charAt(0), (int) found.group().charAt(1))));
  }

  /** Returns the texts by name. */
  Map<String, String> texts() {
    return texts;
  }
}

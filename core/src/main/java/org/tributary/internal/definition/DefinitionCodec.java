package org.tributary.internal.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordForm;
import org.tributary.head.Head;
import org.tributary.head.HeadCodec;
import org.tributary.internal.param.Settings;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The serialized settings of a tagger's definition, a map of strings: inputs, encoder and the main
 * column's head, with a version. The metadata of a safetensors file and the protobuf message of a
 * Tribuo model embed it, each among settings of its own. Options that affect training only, such as
 * dropout, initializers and auxiliary tasks, are not stored.
 *
 * <pre>
 *   definition.version=2
 *   inputs=["word","char"]
 *   input.word.size=64
 *   input.char.size=30            input.char.lstm=50      input.char.pooling=last
 *   input.char.first=30
 *   encoder.cell=lstm             encoder.hidden_size=200 encoder.layers=2
 *   encoder.bidirectional=true    encoder.connection=none
 *   head=crf                      head.scheme=bio
 * </pre>
 *
 * <p>{@code input.end.reads=suffix3} is the form of words that an input of embeddings reads, if its
 * name does not say it. In version 1 the name always says it, and shapes are those of {@link
 * WordForm#shapeOfVersion1}.
 *
 * <p>The version is {@link #VERSION}. To add, remove or redefine a setting, increment it, add the
 * new version's settings to the list in {@code DefinitionCodecTest}, and let {@link #read} accept
 * the versions of earlier releases. A reader refuses other versions and every setting that it does
 * not know, since predictions might depend on it.
 */
public final class DefinitionCodec {
  /** The version that this class writes; it reads earlier ones, too. */
  public static final int VERSION = 2;

  private static final String VERSION_SETTING = "definition.version";
  private static final String INPUTS = "inputs";

  private DefinitionCodec() {}

  /**
   * Returns the settings of a definition, sorted by name.
   *
   * @throws IllegalArgumentException if an input, the encoder or the head has no stored form
   */
  public static Map<String, String> write(TaggerDefinition definition) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(VERSION_SETTING, Integer.toString(VERSION));
    List<Input<?>> inputs = definition.inputs().all();
    settings.put(INPUTS, Settings.text(inputs.stream().map(Input::name).toList()));
    for (Input<?> input : inputs) {
      InputCodec.write(input)
          .forEach((name, text) -> settings.put(inputPrefix(input.name()) + name, text));
    }
    StoredEncoder.of(definition.encoder())
        .settings()
        .forEach((name, text) -> settings.put("encoder." + name, text));
    settings.putAll(HeadCodec.write(definition.columns().get(0).head()));
    return settings;
  }

  /**
   * Returns the prefix of an input's settings, for settings that a file format adds to those of the
   * definition, such as a vocabulary.
   */
  public static String inputPrefix(String input) {
    return "input." + input + ".";
  }

  /**
   * Reads the settings of {@link #write}, among others.
   *
   * @throws IllegalArgumentException if the version is a newer one, or a setting is missing,
   *     malformed or out of range
   */
  public static TaggerDefinition read(Settings settings) {
    int version = settings.version(VERSION_SETTING, VERSION);
    List<Input<?>> inputs = new ArrayList<>();
    for (String name : settings.list(INPUTS)) {
      Input.requireName(name);
      Input<?> input = InputCodec.read(name, settings.within(inputPrefix(name)));
      inputs.add(version == 1 ? readingByName(input) : input);
    }
    Inputs all = new Inputs(inputs);
    Head head = HeadCodec.read(settings);
    return new TaggerDefinition(
        all,
        StoredEncoder.read(settings.within("encoder.")).recurrent(all.outputSize()),
        0,
        0,
        List.of(new LabelColumn(LabelColumn.MAIN, 1, head)));
  }

  /** Returns an input of version 1, whose name says what it reads. */
  private static Input<?> readingByName(Input<?> input) {
    if (!(input instanceof EmbeddingInput table)) {
      return input;
    }
    return table.reading(
        WordForm.named(table.name())
            .map(form -> form.equals(WordForm.shape()) ? WordForm.shapeOfVersion1() : form));
  }
}

package org.tributary.internal.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordForm;
import org.tributary.internal.Settings;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The serialized settings of a tagger's definition, a map of strings: everything that predictions
 * or a training from its weights depend on, with a version. A definition that would not be read
 * back equal is refused. The metadata of {@link TaggerTensors}, in core's taggers and in Tribuo
 * models, embed the settings among others.
 *
 * <pre>
 *   definition.version=4          dropout=0.0             locked_dropout=0.5
 *   inputs=["word","char"]
 *   input.word.size=64            input.word.deviation=0.05   input.word.training=trainable
 *   input.char.size=30            input.char.lstm=50      input.char.pooling=last
 *   input.char.first=30
 *   encoder.cell=lstm             encoder.hidden_size=200 encoder.layers=2
 *   encoder.bidirectional=true    encoder.connection=none encoder.recurrent_dropout=0.0
 *   head=crf                      head.scheme=bio         head.constrains_training=false
 *   auxiliary=["upos"]            auxiliary.upos.weight=0.1   auxiliary.upos.head=softmax
 * </pre>
 *
 * <p>{@code input.end.reads=suffix3} is the form of words that an input of embeddings reads, if it
 * cannot be derived from its name. In version 1 the name always decides, and shapes are those of
 * {@link WordForm#shapeOfVersion1}.
 *
 * <p>The version is {@link #VERSION}. To add, remove or redefine a setting, increment it, add the
 * new version's settings to the list in {@code DefinitionCodecTest}, and let {@link #read} accept
 * the versions of earlier releases; version 1 has no settings that only training depends on; they
 * take their defaults. Version 3 has those of token vectors besides, version 4 those of gazetteers.
 * A reader refuses other versions and every setting that it does not know, since predictions might
 * depend on it.
 */
public final class DefinitionCodec {
  /** The version that this class writes; it reads earlier ones, too. */
  public static final int VERSION = 4;

  private static final String VERSION_SETTING = "definition.version";
  private static final String INPUTS = "inputs";
  private static final String DROPOUT = "dropout";
  private static final String LOCKED_DROPOUT = "locked_dropout";
  private static final String EMBEDDING_DEVIATION = "embedding_deviation";
  private static final String AUXILIARY = "auxiliary";
  private static final String WEIGHT = "weight";

  private DefinitionCodec() {}

  /**
   * Returns the settings of a definition, sorted by name.
   *
   * @throws IllegalArgumentException if an input, the encoder or a head has no stored form, or the
   *     definition has automatic settings
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
    EncoderCodec.write(definition.encoder())
        .forEach((name, text) -> settings.put("encoder." + name, text));
    settings.put(DROPOUT, Double.toString(definition.dropout()));
    settings.put(LOCKED_DROPOUT, Double.toString(definition.lockedDropout()));
    definition
        .embeddingDeviation()
        .ifPresent(deviation -> settings.put(EMBEDDING_DEVIATION, Double.toString(deviation)));
    settings.putAll(HeadCodec.write(definition.columns().get(0).head()));
    List<LabelColumn> auxiliary = definition.columns().subList(1, definition.columns().size());
    if (!auxiliary.isEmpty()) {
      settings.put(AUXILIARY, Settings.text(auxiliary.stream().map(LabelColumn::name).toList()));
    }
    for (LabelColumn column : auxiliary) {
      String prefix = AUXILIARY + "." + column.name() + ".";
      settings.put(prefix + WEIGHT, Double.toString(column.lossWeight()));
      HeadCodec.write(column.head()).forEach((name, text) -> settings.put(prefix + name, text));
    }
    TaggerDefinition stored = read(Settings.of(settings));
    if (!stored.equals(definition)) {
      throw new IllegalArgumentException(
          "stored tagger: expected a definition that is read back as it was, got %s, which would become %s; change the settings that differ, or resolve automatic ones by TaggerDefinition.resolved"
              .formatted(definition, stored));
    }
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
    List<LabelColumn> columns = new ArrayList<>();
    columns.add(new LabelColumn(LabelColumn.MAIN, 1, HeadCodec.read(settings)));
    for (String name : settings.has(AUXILIARY) ? settings.list(AUXILIARY) : List.<String>of()) {
      Settings column = settings.within(AUXILIARY + "." + name + ".");
      columns.add(new LabelColumn(name, column.decimal(WEIGHT), HeadCodec.read(column)));
    }
    TaggerDefinition read =
        new TaggerDefinition(
            all,
            EncoderCodec.read(settings.within("encoder."), all.outputSize()),
            settings.decimal(DROPOUT, 0),
            settings.decimal(LOCKED_DROPOUT, 0),
            columns);
    return settings.has(EMBEDDING_DEVIATION)
        ? read.embeddingStandardDeviation(settings.decimal(EMBEDDING_DEVIATION))
        : read;
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

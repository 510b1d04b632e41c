package org.tributary.tagger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.feature.Input;
import org.tributary.internal.definition.DefinitionCodec;
import org.tributary.internal.definition.InputFiles;
import org.tributary.internal.param.Settings;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;

/**
 * The safetensors metadata of a word tagger, a map of strings: the settings of {@link
 * DefinitionCodec}, the vocabularies ({@code input.word.entries}) and labels as JSON lists, and the
 * information about its training ({@code metadata.epochs}).
 */
final class WordTaggerMetadata {
  private static final String LABELS = "labels";
  private static final String ENTRIES = "entries";
  private static final String INFORMATION = "metadata.";

  private WordTaggerMetadata() {}

  /**
   * A word tagger without its parameters.
   *
   * @param vocabularies the vocabulary of each input
   * @param information texts by name that predictions do not depend on, such as the time of the
   *     training
   */
  record Content(
      TaggerDefinition definition,
      List<Vocabulary> vocabularies,
      Vocabulary labels,
      Map<String, String> information) {
    /** Copies list and map. */
    Content {
      vocabularies = List.copyOf(vocabularies);
      information = Map.copyOf(information);
    }

    /** Returns this content with the inputs' files in the folders of the tagger. */
    Content locatedIn(List<Path> folders) throws IOException {
      return new Content(
          InputFiles.located(definition, folders), vocabularies, labels, information);
    }
  }

  /**
   * Returns the metadata of a word tagger, sorted by name.
   *
   * @throws IllegalArgumentException if an input, the encoder or the head has no stored form
   */
  static Map<String, String> write(Content content) {
    Map<String, String> texts = new TreeMap<>(DefinitionCodec.write(content.definition()));
    List<Input<?>> inputs = content.definition().inputs().all();
    for (int k = 0; k < inputs.size(); k++) {
      String prefix = DefinitionCodec.inputPrefix(inputs.get(k).name());
      texts.put(prefix + ENTRIES, Settings.text(content.vocabularies().get(k).entries()));
    }
    texts.put(LABELS, Settings.text(content.labels().entries()));
    content.information().forEach((name, text) -> texts.put(INFORMATION + name, text));
    return texts;
  }

  /**
   * Parses the metadata of {@link #write}.
   *
   * @throws IllegalArgumentException if a text is missing, malformed, out of range or unknown
   */
  static Content read(Settings from) {
    TaggerDefinition definition = DefinitionCodec.read(from);
    List<Vocabulary> vocabularies = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      Settings settings = from.within(DefinitionCodec.inputPrefix(input.name()));
      vocabularies.add(new Vocabulary(settings.list(ENTRIES)));
    }
    Vocabulary labels = new Vocabulary(from.list(LABELS));
    Map<String, String> information = from.within(INFORMATION).all();
    from.requireAllRead();
    return new Content(definition, vocabularies, labels, information);
  }
}

package org.tributary.tribuo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.hash.HashedFeatureMap;
import org.tribuo.provenance.DatasetProvenance;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Inputs;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.RecordedExtractor;

/**
 * A conversion of models that read words to core's word taggers, which derive the same columns from
 * plain words without Tribuo's features.
 */
final class WordTaggerConversion {
  private static final String DATA = "org.tributary.tribuo.data.";

  /** The extractors whose features core derives from plain words, too. */
  private static final Set<String> EXTRACTORS =
      Set.of(DATA + "WordFeatureExtractor", DATA + "WordFormFeatureExtractor");

  private final LstmTaggerModel model;
  private final ExampleEncoder encoder;

  WordTaggerConversion(LstmTaggerModel model, ExampleEncoder encoder) {
    this.model = model;
    this.encoder = encoder;
  }

  /**
   * Returns the word tagger.
   *
   * @throws IllegalArgumentException if an input cannot be derived from plain words; the message
   *     has the reason
   */
  WordTagger converted() {
    DatasetProvenance data = model.getProvenance().getDatasetProvenance();
    requireExtractor(data);
    Inputs words = words(model.getFeatureIDMap(), encoder, gazetteer(data, model.folders()));
    return WordTagger.of(
        model.weights().definition().inputs(words),
        encoder.reader().symbols(),
        new Vocabulary(model.labels()),
        renamed(words),
        information());
  }

  private static IllegalArgumentException refused(String expected, String got) {
    return new IllegalArgumentException(
        "conversion to a word tagger: expected %s, got %s; use the model through Tribuo, as a .tribuo file"
            .formatted(expected, got));
  }

  /**
   * Returns the gazetteer of the features; empty without one.
   *
   * @param folders the folders of the model's file, which are searched for it, too
   * @throws IllegalArgumentException if its file is missing or was changed
   */
  static Optional<Gazetteer> gazetteer(DatasetProvenance data, List<Path> folders) {
    try {
      return RecordedExtractor.gazetteer(data, folders);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException("conversion to a word tagger: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the inputs of the word tagger.
   *
   * @param gazetteer that of the features, if they have one
   * @throws IllegalArgumentException if an input cannot be derived from plain words
   */
  static Inputs words(
      ImmutableFeatureMap features, ExampleEncoder encoder, Optional<Gazetteer> gazetteer) {
    if (features instanceof HashedFeatureMap) {
      throw refused("features with names", "a domain of hashed names");
    }
    return encoder.reader().ofWords(gazetteer);
  }

  /**
   * Checks that the features of training data are those of plain words.
   *
   * @throws IllegalArgumentException if another extractor made them
   */
  static void requireExtractor(DatasetProvenance data) {
    String found = RecordedExtractor.classOfWordFeatures(data).orElse("none");
    if (!EXTRACTORS.contains(found)) {
      throw refused("features of an extractor of " + EXTRACTORS.stream().sorted().toList(), found);
    }
  }

  /** Returns the parameters with the names that the converted inputs give them. */
  private ParameterValues renamed(Inputs words) {
    Map<String, String> names = new TreeMap<>();
    for (int k = 0; k < words.all().size(); k++) {
      String old = model.weights().definition().inputs().all().get(k).name();
      String name = words.all().get(k).name();
      words.all().get(k).parameters(1).stream()
          .map(parameter -> parameter.name().substring(name.length()))
          .forEach(suffix -> names.put(old + suffix, name + suffix));
    }
    Map<String, FloatTensor> renamed = new LinkedHashMap<>();
    ParameterValues all = model.parameters();
    for (String name : all.names()) {
      renamed.put(names.getOrDefault(name, name), all.tensor(name));
    }
    return ParameterValues.of(renamed);
  }

  private Map<String, String> information() {
    Map<String, String> texts = TrainingTexts.of(model);
    texts.put("converted.from", LstmTaggerModel.class.getName());
    return texts;
  }
}

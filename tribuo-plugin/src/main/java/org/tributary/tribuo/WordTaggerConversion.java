package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.RecordedExtractor;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.model.WordInput;

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
  private final TaggerWeights weights;

  WordTaggerConversion(LstmTaggerModel model, TaggerWeights weights) {
    this.model = model;
    this.weights = weights;
  }

  /**
   * Returns the word tagger.
   *
   * @throws IllegalArgumentException if an input cannot be derived from plain words; the message
   *     has the reason
   */
  WordTagger converted() {
    requireExtractor(model.getProvenance());
    FeatureGroups groups = new FeatureGroups(model.getFeatureIDMap());
    if (groups.isHashed()) {
      throw refused("features with names", "a domain of hashed names");
    }
    List<WordInput> words = weights.inputs().words(groups);
    List<Input<?>> inputs = new ArrayList<>();
    words.forEach(word -> inputs.add(word.input()));
    return WordTagger.of(
        weights.definition().inputs(new Inputs(inputs)),
        words.stream().map(word -> new Vocabulary(word.entries())).toList(),
        new Vocabulary(ExampleEncoder.labels(model.getOutputIDInfo())),
        renamed(words),
        information());
  }

  private static IllegalArgumentException refused(String expected, String got) {
    return new IllegalArgumentException(
        "conversion to a word tagger: expected %s, got %s; use the model through Tribuo"
            .formatted(expected, got));
  }

  private static void requireExtractor(ModelProvenance provenance) {
    String found =
        RecordedExtractor.in(provenance.getDatasetProvenance())
            .map(ConfiguredObjectProvenance::getClassName)
            .orElse("none");
    if (!EXTRACTORS.contains(found)) {
      throw refused("features of an extractor of " + EXTRACTORS.stream().sorted().toList(), found);
    }
  }

  /** Returns the parameters with the names that the converted inputs give them. */
  private ParameterValues renamed(List<WordInput> words) {
    Map<String, String> names = new TreeMap<>();
    for (int k = 0; k < words.size(); k++) {
      String old = weights.definition().inputs().all().get(k).name();
      String name = words.get(k).input().name();
      words.get(k).input().parameters(1).stream()
          .map(parameter -> parameter.name().substring(name.length()))
          .forEach(suffix -> names.put(old + suffix, name + suffix));
    }
    Map<String, FloatTensor> renamed = new LinkedHashMap<>();
    ParameterValues all = weights.parameters();
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

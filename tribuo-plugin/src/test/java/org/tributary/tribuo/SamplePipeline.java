package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.WordVectors;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.VectorSource;

/** Sample sequences with features of every kind, and vectors for some of their words. */
final class SamplePipeline {
  static final SequenceDataset<Label> DATA =
      Data.dataset(
          List.of(
              sequence("the/D", "dog/N", "barks/V"),
              sequence("a/D", "cat/N", "walks/V", "home/N"),
              sequence("dogs/N", "walk/V")));

  static SequenceExample<Label> sequence(String... steps) {
    List<Example<Label>> examples = new ArrayList<>();
    for (String step : steps) {
      String word = step.substring(0, step.indexOf('/'));
      examples.add(
          Data.step(
              step.substring(step.indexOf('/') + 1),
              new Feature("word=" + word, 1),
              new Feature("shape=" + (word.length() > 3 ? "long" : "short"), 1),
              new Feature("sensor=length", word.length()),
              new Feature("sensor=s", word.endsWith("s") ? 0.5 : -0.5),
              new Feature("bias", 1)));
    }
    return new SequenceExample<>(examples);
  }

  private SamplePipeline() {}

  /** Vectors for words in the training data, one absent from it, and a lower-cased one. */
  static final class Fixed implements VectorSource {
    @Config private int unused = 1;

    @Override
    public WordVectors read(Predicate<String> wanted) {
      List<String> all = List.of("dog", "mouse", "walk");
      List<String> kept = all.stream().filter(wanted).toList();
      float[] values = new float[2 * kept.size()];
      for (int k = 0; k < kept.size(); k++) {
        values[2 * k] = 1 + all.indexOf(kept.get(k));
        values[2 * k + 1] = -1;
      }
      return new WordVectors(kept, 2, values);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
      return new ConfiguredObjectProvenanceImpl(this, "VectorSource");
    }
  }

  static LstmTaggerModel train(TaggerInput... inputs) {
    return Data.smallTrainer().epochs(30).inputs(List.of(inputs)).build().train(DATA);
  }

  /** Returns the probabilities of a step with the word as its only feature. */
  static List<Double> probabilities(LstmTaggerModel model, String word) {
    return Data.probabilities(
        model.predict(
            new SequenceExample<>(List.of(Data.step("N", new Feature("word=" + word, 1))))));
  }
}

package org.tributary.tribuo.evaluation;

import com.oracle.labs.mlrg.olcut.util.Pair;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.impl.EmptyTrainerProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/** A model with fixed predictions: a table from word to label and confidence. */
final class FixedModel extends SequenceModel<Label> {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, Label> answers = new HashMap<>();
  private final transient List<Integer> batchSizes = new ArrayList<>();
  private final boolean probabilities;

  private FixedModel(MutableSequenceDataset<Label> data, boolean probabilities) {
    super("fixed", provenance(data), data.getFeatureIDMap(), data.getOutputIDInfo());
    this.probabilities = probabilities;
  }

  /** Returns a model trained on words a, b, c and labels X, Y, Z; answers are word/label/score. */
  static FixedModel withProbabilities(String... answers) {
    return new FixedModel(data(), true).answering(answers);
  }

  /** Returns such a model whose scores are no probabilities. */
  static FixedModel withScores(String... answers) {
    return new FixedModel(data(), false).answering(answers);
  }

  /** Returns such a model trained on the word form features of "abc". */
  static FixedModel trainedOnForms(String... answers) {
    SequenceExample<Label> abc =
        TokenSequences.of(
            new TaggedSentence(List.of("abc"), List.of("X")), new WordFormFeatureExtractor());
    return new FixedModel(data(abc), true).answering(answers);
  }

  private FixedModel answering(String... table) {
    for (String answer : table) {
      String[] parts = answer.split("/", -1);
      answers.put(parts[0], new Label(parts[1], Double.parseDouble(parts[2])));
    }
    return this;
  }

  /** Returns a sentence of word/label tokens. */
  static SequenceExample<Label> sentence(String tokens) {
    SequenceExample<Label> sentence = new SequenceExample<>();
    for (String token : tokens.split(" ", -1)) {
      String[] parts = token.split("/", -1);
      Example<Label> example = new ArrayExample<>(new Label(parts[1]));
      example.add(new Feature(parts[0], 1));
      sentence.addExample(example);
    }
    return sentence;
  }

  /** Returns a dataset of the sentences. */
  static MutableSequenceDataset<Label> dataset(List<SequenceExample<Label>> sentences) {
    return new MutableSequenceDataset<>(sentences, GoldPredictions.PROVENANCE, new LabelFactory());
  }

  List<Integer> batchSizes() {
    return batchSizes;
  }

  @Override
  public List<List<Prediction<Label>>> predict(Iterable<SequenceExample<Label>> examples) {
    List<List<Prediction<Label>>> predictions = super.predict(examples);
    batchSizes.add(predictions.size());
    return predictions;
  }

  @Override
  public List<Prediction<Label>> predict(SequenceExample<Label> sentence) {
    List<Prediction<Label>> predictions = new ArrayList<>();
    for (Example<Label> token : sentence) {
      Label answer =
          answers.get(
              TokenMetadata.token(token).orElseGet(() -> token.iterator().next().getName()));
      predictions.add(
          new Prediction<>(answer, Map.of(answer.getLabel(), answer), 1, token, probabilities));
    }
    return predictions;
  }

  @Override
  public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
    return Map.of();
  }

  private static MutableSequenceDataset<Label> data() {
    return data(sentence("a/X b/Y c/Z"));
  }

  private static MutableSequenceDataset<Label> data(SequenceExample<Label> sentence) {
    return new MutableSequenceDataset<>(
        List.of(sentence),
        new SimpleDataSourceProvenance("one sentence", new LabelFactory()),
        new LabelFactory());
  }

  private static ModelProvenance provenance(MutableSequenceDataset<Label> data) {
    return new ModelProvenance(
        FixedModel.class.getName(),
        OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
        data.getProvenance(),
        new EmptyTrainerProvenance());
  }
}

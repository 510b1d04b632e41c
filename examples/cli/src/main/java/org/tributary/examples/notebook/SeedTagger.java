package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tributary.examples.corpus.SeedSentences;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.tagger.FeatureSequence;
import org.tributary.tagger.LabelDistributions;
import org.tributary.tagger.LabelledSequence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerDefinition;
import org.tributary.tagger.TaggerFitter;
import org.tributary.tagger.TaggerSizes;
import org.tributary.tagger.TrainingOptions;
import org.tributary.train.TrainingListener;

/**
 * The tutorial's tagger, its cells 24 to 28: embedding and LSTM of 6, two sentences, 300 epochs of
 * SGD at 0.1. PyTorch's generator gives it PyTorch's first weights, so its scores are the printed
 * ones to four decimals.
 */
public final class SeedTagger {

  /** How often training goes over the two sentences. */
  public static final int EPOCHS = 300;

  private static final TaggerDefinition DEFINITION =
      Tagger.define().words(6).embeddingDeviation(1).encode(e -> e.lstm(6).forwardOnly());

  private final List<TaggedSentence> sentences = SeedSentences.all();
  private final List<String> words = distinct(sentences.stream().map(TaggedSentence::tokens));
  private final List<String> labels = distinct(sentences.stream().map(TaggedSentence::labels));
  private final TaggerSizes sizes = new TaggerSizes(words.size(), labels.size());

  private static List<String> distinct(Stream<List<String>> lists) {
    return lists.flatMap(List::stream).distinct().toList();
  }

  /**
   * The sentence whose scores the tutorial prints.
   *
   * @return the first of two
   */
  public TaggedSentence sentence() {
    return sentences.get(0);
  }

  /**
   * The words, in the order in which they were first seen.
   *
   * @return nine distinct words
   */
  public List<String> words() {
    return words;
  }

  /**
   * The tags, in the order of the scores.
   *
   * @return three distinct tags
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * The first weights. The tutorial draws on from its cell 20, which seeds with 0.
   *
   * @return every parameter under PyTorch's name
   */
  public ParameterValues initial() {
    TorchRandom random = TorchRandom.seeded(0);
    Recurrent cell20 = Recurrent.lstm(3).hidden(2).layers(2).bidirectional();
    ParameterValues.draw(cell20.parameters(), random);
    random.normal(4 * 5 * 3);
    return ParameterValues.draw(DEFINITION.parameters(sizes), random);
  }

  /**
   * Trains by SGD at 0.1.
   *
   * @param initial the weights to start from
   * @return the weights after training
   */
  public ParameterValues train(ParameterValues initial) {
    List<LabelledSequence> data =
        sentences.stream()
            .map(
                sentence ->
                    new LabelledSequence(
                        features(sentence),
                        sentence.labels().stream().mapToInt(labels::indexOf).toArray()))
            .toList();
    return new TaggerFitter(
            DEFINITION,
            sizes,
            TrainingOptions.plainSgd(0.1).epochs(EPOCHS),
            new int[words.size()],
            0)
        .train(initial, data, List.of(), TrainingListener.silent())
        .parameters();
  }

  /**
   * The sentence's log-probabilities.
   *
   * @param parameters the weights to score with
   * @return one row a word, one column a tag
   */
  public List<double[]> scores(ParameterValues parameters) {
    try (SequenceTagger tagger = new SequenceTagger(DEFINITION, sizes, parameters)) {
      LabelDistributions distributions = tagger.predict(List.of(features(sentence()))).get(0);
      List<double[]> rows = new ArrayList<>();
      for (int t = 0; t < sentence().tokens().size(); t++) {
        double[] row = new double[labels.size()];
        for (int label = 0; label < row.length; label++) {
          row[label] = Math.log(distributions.probability(t, label));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private FeatureSequence features(TaggedSentence sentence) {
    return FeatureSequence.ofWords(sentence.tokens().stream().mapToInt(words::indexOf).toArray());
  }
}

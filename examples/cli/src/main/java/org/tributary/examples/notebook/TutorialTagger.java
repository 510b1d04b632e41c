package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tributary.examples.corpus.SeedSentences;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.sequence.SequenceTagger;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerFitter;

/**
 * The tutorial's tagger (cells 24 to 28): embedding and LSTM of size 6, trained on two sentences
 * for 300 epochs of SGD at 0.1. Its initial weights are PyTorch's, drawn by the same generator, so
 * its scores equal the printed ones to four decimals.
 */
public final class TutorialTagger {

  /** Number of training epochs. */
  public static final int EPOCHS = 300;

  private static final TaggerDefinition DEFINITION =
      Tagger.define()
          .words(6)
          .embeddingStandardDeviation(1)
          .encoder(input -> Recurrent.lstm(input).hidden(6))
          .lockedDropout(0);

  private final List<TaggedSentence> sentences = SeedSentences.all();
  private final List<String> words = distinct(sentences.stream().map(TaggedSentence::tokens));
  private final List<String> labels = distinct(sentences.stream().map(TaggedSentence::labels));
  private final TaggerSizes sizes = new TaggerSizes(words.size(), labels.size());

  private static List<String> distinct(Stream<List<String>> lists) {
    return lists.flatMap(List::stream).distinct().toList();
  }

  /**
   * Returns the sentence whose scores the tutorial prints.
   *
   * @return the first of the two sentences
   */
  public TaggedSentence sentence() {
    return sentences.get(0);
  }

  /**
   * Returns the words in order of first occurrence.
   *
   * @return nine distinct words
   */
  public List<String> words() {
    return words;
  }

  /**
   * Returns the tags in the order of the scores.
   *
   * @return three distinct tags
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * Returns the initial weights. The tutorial continues the generator of its cell 20, seeded with
   * 0.
   *
   * @return the parameters by PyTorch's names
   */
  public ParameterValues initial() {
    TorchRandom random = TorchRandom.seeded(0);
    Recurrent cell20 = Recurrent.lstm(3).hidden(2).layers(2).bidirectional();
    ParameterValues.draw(cell20.parameters(), random);
    random.normal(4 * 5 * 3);
    return ParameterValues.draw(DEFINITION.parameters(sizes), random);
  }

  /**
   * Trains the tagger with SGD at 0.1.
   *
   * @param initial initial weights
   * @return trained weights
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
   * Returns the log-probabilities of the sentence's tags.
   *
   * @param parameters weights of the tagger
   * @return one row per word, one column per tag
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

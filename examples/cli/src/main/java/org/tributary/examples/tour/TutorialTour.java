package org.tributary.examples.tour;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tributary.examples.console.Console;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Model;
import org.tributary.nn.Network;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.optimizer.Optimizer;

/**
 * The part of the tour that trains the PyTorch tutorial's tagger and prints its scores before and
 * after: cells 24 to 28 of {@code docs/notebooks/recurrent-networks.ipynb}. Its initial weights are
 * PyTorch's, so its scores equal the tutorial's to four decimals.
 */
final class TutorialTour {
  private static final int EPOCHS = 300;

  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(
              List.of("The", "dog", "ate", "the", "apple"), List.of("DET", "NN", "V", "DET", "NN")),
          new TaggedSentence(
              List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));

  private static final List<String> WORDS =
      distinct(SENTENCES.stream().map(TaggedSentence::tokens));
  private static final List<String> LABELS =
      distinct(SENTENCES.stream().map(TaggedSentence::labels));

  private final Console console;

  TutorialTour(Console console) {
    this.console = console;
  }

  private static List<String> distinct(Stream<List<String>> lists) {
    return lists.flatMap(List::stream).distinct().toList();
  }

  private static int[] indices(List<String> texts, List<String> of) {
    return texts.stream().mapToInt(of::indexOf).toArray();
  }

  private static Floats network(Network<TaggedSentence> m) {
    Floats x =
        m.embedding("word_emb", WORDS.size(), 6).of(m.indices(s -> indices(s.tokens(), WORDS)));
    Floats hidden = m.recurrent("lstm", Recurrent.lstm(6).hidden(6)).of(x).output();
    Floats scores = m.linear("hidden2tag", 6, LABELS.size()).of(hidden);
    m.output(scores.logSoftmax());
    return m.crossEntropy(scores, m.indices(s -> indices(s.labels(), LABELS)));
  }

  void run() {
    try (Model<TaggedSentence> model = Model.of(TutorialTour::network)) {
      model.set(ParameterValues.draw(model.parameters(), generator()));
      console.say("log-probabilities before training");
      print(model.predict(SENTENCES.get(0)));
      model.fit(
          SENTENCES,
          Fit.epochs(EPOCHS).batchSize(1).inOrder().optimizer(Optimizer.sgd()).learningRate(0.1));
      console.say("and after %d epochs of SGD at 0.1 on two sentences", EPOCHS);
      print(model.predict(SENTENCES.get(0)));
    }
  }

  /** Returns the generator as the tutorial's cell 20 leaves it, which seeds it with 0. */
  private static TorchRandom generator() {
    TorchRandom random = TorchRandom.seeded(0);
    ParameterValues.draw(
        Recurrent.lstm(3).hidden(2).layers(2).bidirectional().parameters(), random);
    random.normal(4 * 5 * 3);
    return random;
  }

  /**
   * Prints scores.
   *
   * @param scores [steps, labels]
   */
  private void print(FloatTensor scores) {
    StringBuilder header = new StringBuilder(" ".repeat(10));
    LABELS.forEach(label -> header.append(String.format(Locale.ROOT, "%9s", label)));
    console.say("%s", header);
    List<String> tokens = SENTENCES.get(0).tokens();
    for (int t = 0; t < tokens.size(); t++) {
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-8s", tokens.get(t)));
      for (float score : scores.at(t).values()) {
        row.append(String.format(Locale.ROOT, "%9.4f", score));
      }
      console.say("%s  %s", row, LABELS.get(scores.at(t).argMax()));
    }
    console.say("");
  }
}

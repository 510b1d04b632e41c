package org.tributary.examples.tour;

import java.util.List;
import java.util.Locale;
import org.tributary.examples.console.Console;
import org.tributary.examples.notebook.TutorialTagger;
import org.tributary.param.ParameterValues;

/**
 * The part of the tour that trains the PyTorch tutorial's tagger and prints its scores before and
 * after.
 */
final class TutorialTour {

  private final Console console;
  private final TutorialTagger tagger = new TutorialTagger();

  TutorialTour(Console console) {
    this.console = console;
  }

  void run() {
    ParameterValues initial = tagger.initial();
    console.say("log-probabilities before training");
    print(tagger.scores(initial));
    ParameterValues trained = tagger.train(initial);
    console.say("and after %d epochs of SGD at 0.1 on two sentences", TutorialTagger.EPOCHS);
    print(tagger.scores(trained));
  }

  private void print(List<double[]> scores) {
    StringBuilder header = new StringBuilder(String.format(Locale.ROOT, "  %-8s", ""));
    tagger.labels().forEach(label -> header.append(String.format(Locale.ROOT, "%9s", label)));
    console.say("%s", header);
    for (int t = 0; t < scores.size(); t++) {
      StringBuilder row = new StringBuilder();
      row.append(String.format(Locale.ROOT, "  %-8s", tagger.sentence().tokens().get(t)));
      int best = 0;
      for (int label = 0; label < scores.get(t).length; label++) {
        row.append(String.format(Locale.ROOT, "%9.4f", scores.get(t)[label]));
        best = scores.get(t)[label] > scores.get(t)[best] ? label : best;
      }
      row.append("  ").append(tagger.labels().get(best));
      console.say("%s", row);
    }
    console.say("");
  }
}

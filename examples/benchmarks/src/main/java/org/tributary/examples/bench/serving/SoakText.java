package org.tributary.examples.bench.serving;

import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.job.JobException;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;

/**
 * The sentences of a soak run with their expected answers, computed one by one on one thread.
 * Immutable.
 *
 * @param sentences at least one sentence
 * @param answers the answer of each sentence
 */
record SoakText(List<List<String>> sentences, List<SoakAnswer> answers) {

  static SoakText of(Tagger tagger, List<List<String>> sentences) {
    List<SoakAnswer> answers = new ArrayList<>();
    sentences.forEach(sentence -> answers.add(SoakAnswer.of(tagger.tag(sentence))));
    return new SoakText(sentences, answers);
  }

  int size() {
    return sentences.size();
  }

  /** Returns {@code count} sentences from a position on, again from the first after the last. */
  List<List<String>> from(int first, int count) {
    List<List<String>> list = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      list.add(sentences.get((first + k) % size()));
    }
    return list;
  }

  /**
   * Checks answers of {@link #from}.
   *
   * @throws JobException if one has other bits
   */
  void check(int first, List<Tagging> taggings) {
    for (int k = 0; k < taggings.size(); k++) {
      int number = (first + k) % size();
      SoakAnswer actual = SoakAnswer.of(taggings.get(k));
      if (!actual.equals(answers.get(number))) {
        throw new JobException(
            "soak: sentence %d: expected the answer of one thread, %s, got %s"
                .formatted(number + 1, answers.get(number), actual));
      }
    }
  }
}

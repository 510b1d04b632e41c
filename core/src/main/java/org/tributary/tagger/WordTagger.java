package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.train.TrainingListener;

/**
 * A trained tagger over words: what a Java service embeds. It owns native memory until it is
 * closed. Threads may share it.
 */
public final class WordTagger implements AutoCloseable {
  private final WordColumns words;
  private final Vocabulary labels;
  private final SequenceTagger tagger;

  private WordTagger(WordColumns words, Vocabulary labels, SequenceTagger tagger) {
    this.words = words;
    this.labels = labels;
    this.tagger = tagger;
  }

  /**
   * Trains a tagger.
   *
   * @param dev scored after each epoch to keep the best one; may be empty. A label that only these
   *     sentences have counts as a mistake.
   * @throws IllegalArgumentException if the definition has an input that plain words do not give
   */
  public static WordTagger train(
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      TrainingListener listener) {
    List<String> tokens = train.stream().flatMap(s -> s.tokens().stream()).toList();
    WordColumns words = WordColumns.of(definition.inputs(), tokens);
    Vocabulary labels = new Vocabulary(train.stream().flatMap(s -> s.labels().stream()).toList());
    TaggerSizes sizes = new TaggerSizes(words.entries(), labels.size());
    TaggerTraining training =
        new TaggerTraining(definition, sizes, options, words.occurrences(tokens));
    TaggerTraining.Trained trained =
        training.train(encode(train, words, labels), encode(dev, words, labels), listener);
    return new WordTagger(
        words, labels, new SequenceTagger(definition, sizes, trained.parameters()));
  }

  /** The label of each word of a sentence. */
  public List<String> tag(String... sentence) {
    return tag(List.of(List.of(sentence))).get(0);
  }

  /** The label of each word of each sentence; many sentences at once are faster than one by one. */
  public List<List<String>> tag(List<List<String>> sentences) {
    List<LabelDistributions> predicted =
        tagger.predict(sentences.stream().map(words::read).toList());
    List<List<String>> tagged = new ArrayList<>();
    for (LabelDistributions p : predicted) {
      tagged.add(
          IntStream.range(0, p.steps()).mapToObj(t -> labels.entries().get(p.best(t))).toList());
    }
    return tagged;
  }

  /** The labels that this tagger tells apart. */
  public List<String> labels() {
    return labels.entries();
  }

  @Override
  public void close() {
    tagger.close();
  }

  private static List<LabelledSequence> encode(
      List<TaggedSentence> sentences, WordColumns words, Vocabulary labels) {
    return sentences.stream()
        .map(
            s ->
                new LabelledSequence(
                    words.read(s.tokens()),
                    s.labels().stream()
                        .mapToInt(l -> labels.index(l).orElse(LabelledSequence.UNSEEN))
                        .toArray()))
        .toList();
  }
}

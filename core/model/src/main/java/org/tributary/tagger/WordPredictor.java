package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelSet;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tagger.sequence.SequenceTagger;
import org.tributary.tagger.sequence.TaggerCache;

/**
 * A predictor of the labels of words: it reads sentences as indices, and names the labels of the
 * network.
 *
 * @param words reads the inputs of a sentence
 * @param labels the labels, in the order of the network's outputs
 * @param network predicts the indices of labels
 */
record WordPredictor(WordColumns words, Vocabulary labels, SequenceTagger network)
    implements AutoCloseable {
  /** The number of words that are read at once, which bounds the memory of their features. */
  private static final int CHUNK_WORDS = 16_384;

  /**
   * Creates a predictor of trained parameters.
   *
   * @throws IllegalArgumentException if an input cannot be derived from plain words, or the
   *     parameters do not match definition, vocabularies and labels
   */
  static WordPredictor of(
      TaggerDefinition definition,
      List<Vocabulary> vocabularies,
      Vocabulary labels,
      ParameterValues parameters) {
    WordColumns words = WordColumns.withVocabularies(definition.inputs(), vocabularies);
    TaggerSizes sizes =
        new TaggerSizes(words.vocabularySizes(), List.of(LabelSet.of(labels.entries())));
    return new WordPredictor(words, labels, new SequenceTagger(definition, sizes, parameters));
  }

  /** Returns the labels of each sentence. */
  List<Tagging> tag(List<Sentence> sentences) {
    List<Tagging> tagged = new ArrayList<>(sentences.size());
    for (int from = 0; from < sentences.size(); from = tagged.size()) {
      int to = from;
      for (int count = 0; to < sentences.size() && count < CHUNK_WORDS; to++) {
        count += sentences.get(to).tokens().size();
      }
      List<Sentence> chunk = sentences.subList(from, to);
      List<DecodedSequence> decoded = network.decode(words.readCached(chunk));
      for (int k = 0; k < chunk.size(); k++) {
        tagged.add(Tagging.of(chunk.get(k).tokens(), labels.entries(), decoded.get(k)));
      }
    }
    return List.copyOf(tagged);
  }

  /** Returns the {@code n} most probable label sequences of a sentence, best first. */
  List<ScoredLabels> nBest(Sentence sentence, int n) {
    return network.nBest(words.readCached(List.of(sentence)), n).get(0).stream()
        .map(path -> new ScoredLabels(labels.names(path.labels()), path.score()))
        .toList();
  }

  /** Returns the caches of words and of input projections. */
  TaggerCache cache() {
    return TaggerCache.of(List.of(words.cache(), network.cache()));
  }

  /** Frees the memory of the network and of the inputs' readers, after the calls that run. */
  @Override
  public void close() {
    network.close();
    words.close();
  }
}

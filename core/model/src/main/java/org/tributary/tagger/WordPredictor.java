package org.tributary.tagger;

import java.util.List;
import java.util.stream.IntStream;
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
 * @param network predicts the indices of labels; the owner closes it
 */
record WordPredictor(WordColumns words, Vocabulary labels, SequenceTagger network) {
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
    List<DecodedSequence> decoded = network.decode(words.readCached(sentences));
    return IntStream.range(0, sentences.size())
        .mapToObj(k -> Tagging.of(sentences.get(k).tokens(), labels.entries(), decoded.get(k)))
        .toList();
  }

  /** Returns the {@code n} most probable label sequences of a sentence, best first. */
  List<ScoredLabels> nBest(Sentence sentence, int n) {
    return network.nBest(List.of(words.readCached(sentence)), n).get(0).stream()
        .map(path -> new ScoredLabels(labels.names(path.labels()), path.score()))
        .toList();
  }

  /** Returns the caches of words and of input projections. */
  TaggerCache cache() {
    return TaggerCache.of(List.of(words.cache(), network.cache()));
  }
}

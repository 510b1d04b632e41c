package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordTaggerTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(
              List.of("The", "dog", "ate", "the", "apple"), List.of("DET", "NN", "V", "DET", "NN")),
          new TaggedSentence(
              List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));

  @Test
  void learnsTheSeedDocumentsSentences() {
    try (WordTagger tagger =
        Tagger.define()
            .words(6)
            .encode(e -> e.lstm(6))
            .train(SENTENCES, TrainingOptions.defaults().epochs(300))) {
      assertThat(tagger.tag("Everybody", "ate", "the", "book"))
          .containsExactly("NN", "V", "DET", "NN");
      assertThat(tagger.tag(List.of(List.of("The", "dog"), List.of("unheard-of"))))
          .extracting(List::size)
          .containsExactly(2, 1);
      assertThat(tagger.labels()).containsExactly("DET", "NN", "V");
    }
  }

  @Test
  void aVocabularyKeepsTheOrderOfFirstSight() {
    Vocabulary vocabulary = new Vocabulary(List.of("b", "a", "b", "c"));
    assertThat(vocabulary.entries()).containsExactly("b", "a", "c");
    assertThat(vocabulary.index("c")).hasValue(2);
    assertThat(vocabulary.index("d")).isEmpty();
  }
}

package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.Data;

/** The cache of a Tribuo model's tagger, by token. */
class TokenCacheTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(List.of("the", "dog", "saw", "Ada"), List.of("D", "N", "V", "N")),
          new TaggedSentence(List.of("Ada", "saw", "the", "saw"), List.of("N", "V", "D", "N")));

  /** Features of a word's forms, and of the token before it, if asked for; counts its calls. */
  private static final class CountingExtractor implements TokenFeatureExtractor {
    private final WordFormFeatureExtractor forms = new WordFormFeatureExtractor();
    private final AtomicInteger calls = new AtomicInteger();
    private final boolean readsNeighbour;

    CountingExtractor(boolean readsNeighbour) {
      this.readsNeighbour = readsNeighbour;
    }

    @Override
    public List<Feature> extract(List<String> tokens, int index) {
      calls.incrementAndGet();
      List<Feature> features = forms.extract(tokens, index);
      if (readsNeighbour) {
        features.add(new Feature("before=" + (index == 0 ? "" : tokens.get(index - 1)), 1));
      }
      return tokens.get(index).equals("invalid") ? List.of() : features;
    }

    @Override
    public boolean readsTokenAlone() {
      return !readsNeighbour;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
      return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
    }
  }

  private static LstmTaggerModel train(TokenFeatureExtractor extractor) {
    return Data.smallTrainer()
        .forwardOnly()
        .epochs(1)
        .build()
        .train(
            new MutableSequenceDataset<>(
                new TokenListDataSource("two sentences", SENTENCES, extractor)));
  }

  private static void assertTagsAsTheModelPredicts(boolean readsNeighbour, int callsPerPass) {
    CountingExtractor extractor = new CountingExtractor(readsNeighbour);
    try (LstmTaggerModel model = train(extractor);
        Tagger tagger = model.tagger(extractor)) {
      List<List<String>> sentences =
          List.of(
              List.of("the", "saw", "saw", "Ada"),
              List.of("Ada", "the", "unseen"),
              List.of("saw", "unseen"));
      for (int pass = 0; pass < 3; pass++) {
        extractor.calls.set(0);
        var taggings = tagger.tagAll(sentences);
        if (pass > 0) {
          assertThat(extractor.calls.get()).isEqualTo(callsPerPass);
        }
        for (int k = 0; k < sentences.size(); k++) {
          var expected = model.predict(TokenSequences.of(sentences.get(k), extractor));
          assertThat(taggings.get(k).labels()).isEqualTo(Data.labels(expected));
          for (int step = 0; step < expected.size(); step++) {
            for (Label label : expected.get(step).getOutputScores().values()) {
              assertThat(taggings.get(k).distribution(step))
                  .containsEntry(label.getLabel(), label.getScore());
            }
          }
        }
      }
      tagger.cache().clear();
      assertThat(tagger.cache().size()).isZero();
    }
  }

  @Test
  void featuresOfATokenAloneAreKept() {
    assertTagsAsTheModelPredicts(false, 0);
  }

  @Test
  void featuresOfNeighboursAreNotKept() {
    assertTagsAsTheModelPredicts(true, 9);
  }

  @Test
  void invalidFeaturesAreRefusedWithThePlaceOfTheToken() {
    CountingExtractor extractor = new CountingExtractor(false);
    try (LstmTaggerModel model = train(extractor);
        Tagger tagger = model.tagger(extractor)) {
      for (int pass = 0; pass < 2; pass++) {
        assertThatThrownBy(() -> tagger.tag(List.of("the", "invalid")))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("for token 2 (\"invalid\"), got [] from");
      }
    }
  }
}

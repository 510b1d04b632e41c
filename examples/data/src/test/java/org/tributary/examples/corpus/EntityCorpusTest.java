package org.tributary.examples.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tributary.examples.corpus.CorpusGenerator.Sizes;
import org.tributary.span.Span;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;

class EntityCorpusTest {
  private static final TaggedCorpus CORPUS =
      CorpusGenerator.ofEntities().generate(new Sizes(1500, 200, 500), 1);

  @Test
  void corpusIsDeterminedByTheSeed() {
    Sizes sizes = new Sizes(40, 10, 20);
    TaggedCorpus corpus = CorpusGenerator.ofEntities().generate(sizes, 3);
    assertThat(corpus).isEqualTo(CorpusGenerator.ofEntities().generate(sizes, 3));
    assertThat(corpus).isNotEqualTo(CorpusGenerator.ofEntities().generate(sizes, 4));
  }

  @Test
  void sentencesOfAllSplitsAreDistinct() {
    List<TaggedSentence> all = new ArrayList<>(CORPUS.train());
    all.addAll(CORPUS.dev());
    all.addAll(CORPUS.test());
    assertThat(all).doesNotHaveDuplicates().hasSize(2200);
  }

  @Test
  void labelsAreBioOfThreeTypes() {
    Set<String> labels = new TreeSet<>();
    for (TaggedSentence sentence : CORPUS.train()) {
      labels.addAll(sentence.labels());
      List<Span> spans = TagScheme.BIO.read(sentence.labels());
      assertThat(TagScheme.BIO.write(sentence.labels().size(), spans)).isEqualTo(sentence.labels());
      assertThat(sentence.tokens()).doesNotContain("{", "}");
    }
    assertThat(labels).containsExactly("B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O");
  }

  @Test
  void namesOccurWithSeveralTypesAndOutsideEntities() {
    Map<String, Set<String>> labels = new TreeMap<>();
    for (TaggedSentence sentence : CORPUS.train()) {
      for (int t = 0; t < sentence.tokens().size(); t++) {
        labels
            .computeIfAbsent(sentence.tokens().get(t), word -> new TreeSet<>())
            .add(sentence.labels().get(t));
      }
    }
    assertThat(labels.get("Lincoln")).contains("B-PER", "B-LOC", "B-ORG", "O");
    assertThat(labels.get("Jordan")).contains("B-PER", "B-LOC");
    assertThat(labels.get("May")).contains("B-PER", "O");
  }

  /** A table of the words of training recovers some entities, but far from all. */
  @Test
  void mostFrequentLabelOfAWordFindsHalfOfTheEntities() {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (TaggedSentence sentence : CORPUS.train()) {
      for (int t = 0; t < sentence.tokens().size(); t++) {
        counts
            .computeIfAbsent(sentence.tokens().get(t), word -> new TreeMap<>())
            .merge(sentence.labels().get(t), 1, Integer::sum);
      }
    }
    int gold = 0;
    int found = 0;
    for (TaggedSentence sentence : CORPUS.test()) {
      List<String> predicted =
          sentence.tokens().stream()
              .map(word -> counts.getOrDefault(word, Map.of("O", 1)))
              .map(EntityCorpusTest::mostFrequent)
              .toList();
      List<Span> spans = TagScheme.BIO.read(sentence.labels());
      gold += spans.size();
      found += (int) spans.stream().filter(TagScheme.BIO.read(predicted)::contains).count();
    }
    assertThat((double) found / gold).isBetween(0.25, 0.6);
  }

  private static String mostFrequent(Map<String, Integer> labels) {
    return labels.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  @Test
  void testEntitiesHaveWordsUnseenInTraining() {
    Set<String> known = new TreeSet<>();
    CORPUS.train().forEach(sentence -> known.addAll(sentence.tokens()));
    int entities = 0;
    int unseen = 0;
    for (TaggedSentence sentence : CORPUS.test()) {
      for (Span span : TagScheme.BIO.read(sentence.labels())) {
        entities++;
        unseen += known.containsAll(sentence.tokens().subList(span.begin(), span.end())) ? 0 : 1;
      }
    }
    assertThat((double) unseen / entities).isBetween(0.2, 0.6);
  }
}

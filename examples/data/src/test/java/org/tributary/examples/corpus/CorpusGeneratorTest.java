package org.tributary.examples.corpus;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tributary.examples.corpus.CorpusGenerator.Sizes;
import org.tributary.examples.corpus.Grammar.TaggedWord;
import org.tributary.tagger.TaggedSentence;

class CorpusGeneratorTest {

  private static final TaggedCorpus CORPUS = new CorpusGenerator().generate(Sizes.STANDARD, 1);

  /** Tag counts by word in the training split. */
  private final Map<String, Map<String, Integer>> tagCounts = new HashMap<>();

  CorpusGeneratorTest() {
    tokens(CORPUS.train())
        .forEach(
            token ->
                tagCounts
                    .computeIfAbsent(token.word(), word -> new TreeMap<>())
                    .merge(token.tag(), 1, Integer::sum));
  }

  @Test
  void corpusIsDeterminedByTheSeed() {
    Sizes sizes = new Sizes(50, 20, 30);
    TaggedCorpus corpus = new CorpusGenerator().generate(sizes, 7);
    assertThat(corpus).isEqualTo(new CorpusGenerator().generate(sizes, 7));
    assertThat(corpus.train()).isNotEqualTo(new CorpusGenerator().generate(sizes, 8).train());
    assertThat(List.of(corpus.train().size(), corpus.dev().size(), corpus.test().size()))
        .containsExactly(50, 20, 30);
  }

  @Test
  void sentencesAreDistinct() {
    List<TaggedSentence> all = new ArrayList<>(CORPUS.train());
    all.addAll(CORPUS.dev());
    all.addAll(CORPUS.test());
    assertThat(all).doesNotHaveDuplicates().hasSize(4000);
  }

  @Test
  void mostFrequentTagBaselineIsImperfect() {
    long correct =
        tokens(CORPUS.test()).filter(token -> baseline(token.word()).equals(token.tag())).count();
    double accuracy = (double) correct / tokens(CORPUS.test()).count();
    assertThat(accuracy).isBetween(0.85, 0.92);
  }

  private String baseline(String word) {
    Map<String, Integer> tags = tagCounts.getOrDefault(word, Map.of("NOUN", 1));
    return Collections.max(tags.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  @Test
  void manyWordsAreAmbiguous() {
    assertThat(tagCounts.get("run")).containsOnlyKeys("NOUN", "VERB");
    assertThat(tagCounts.get("book")).containsOnlyKeys("NOUN", "VERB");
    assertThat(tagCounts.get("her")).containsOnlyKeys("DET", "PRON");
    assertThat(tagCounts.get("that")).containsOnlyKeys("DET", "PRON", "SCONJ");
    assertThat(tagCounts.get("to")).containsOnlyKeys("ADP", "PART");
    assertThat(tagCounts.get("'s")).containsOnlyKeys("AUX", "PART");
    assertThat(tagCounts.get("light")).containsOnlyKeys("ADJ", "NOUN", "VERB");
    assertThat(tagCounts.get("Will")).containsOnlyKeys("AUX", "PROPN");
    assertThat(tagCounts.values()).filteredOn(tags -> tags.size() > 1).hasSizeGreaterThan(150);
  }

  @Test
  void testSplitHasUnknownWordsOfEveryOpenClass() {
    Map<String, Set<String>> unseen = new TreeMap<>();
    tokens(CORPUS.test())
        .filter(token -> !tagCounts.containsKey(token.word()))
        .forEach(
            token -> unseen.computeIfAbsent(token.tag(), tag -> new HashSet<>()).add(token.word()));
    assertThat(unseen).containsKeys("NOUN", "VERB", "ADJ", "ADV", "PROPN", "NUM");
    assertThat(unseen.get("NOUN")).hasSizeGreaterThan(20);
    assertThat(unseen.get("VERB")).hasSizeGreaterThan(20);
    assertThat(unseen).doesNotContainKeys("DET", "PRON", "ADP", "AUX", "PUNCT");
  }

  @Test
  void trainingSplitHasEveryTag() {
    Set<String> tags = tokens(CORPUS.train()).map(TaggedWord::tag).collect(toSet());
    assertThat(tags).hasSize(15);
    assertThat(tokens(CORPUS.test()).map(TaggedWord::tag)).isSubsetOf(tags);
    assertThat(tokens(CORPUS.dev()).map(TaggedWord::tag)).isSubsetOf(tags);
  }

  @Test
  void subjectsAndVerbsAgreeInNumber() {
    for (TaggedSentence sentence : CORPUS.train()) {
      String text = " " + String.join(" ", sentence.tokens()) + " ";
      assertThat(text)
          .doesNotContain(" she are ", " she were ", " he are ", " he were ")
          .doesNotContain(" they is ", " they was ", " they has ", " we does ", " we runs ");
    }
    assertThat(tagCounts.get("runs")).containsKey("VERB");
  }

  @Test
  void capitalsArticlesAndPunctuationAreEnglish() {
    for (TaggedSentence sentence : CORPUS.test()) {
      String text = String.join(" ", sentence.tokens());
      assertThat(text).matches("(`` )?[A-Z0-9].*[.!?]").doesNotContain(" a apple ", " an book ");
      assertThat(text).doesNotContainPattern("\\b[Aa] [aeio]").doesNotContainPattern("\\ban [b-d]");
    }
  }

  @Test
  void emptySplitIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sizes(10, 0, 5))
        .withMessage(
            "sizes: expected at least 1 sentence in every part, got train 10, dev 0, test 5");
  }

  private static Stream<TaggedWord> tokens(List<TaggedSentence> sentences) {
    return sentences.stream()
        .flatMap(
            sentence ->
                IntStream.range(0, sentence.tokens().size())
                    .mapToObj(
                        i -> new TaggedWord(sentence.tokens().get(i), sentence.labels().get(i))));
  }
}

package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tributary.text.Texts.word;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.DataFormatException;
import org.tributary.tagger.TaggedSentence;

class ConlluSentenceTest {
  private ConlluSentence sentence;

  @BeforeEach
  void read() throws IOException {
    String text =
        String.join(
            "\n",
            "# text = du cap",
            "1-2\tdu" + "\t_".repeat(8),
            word("1", "de", "ADP"),
            word("2", "le", "DET"),
            "2.1\tnode" + "\t_".repeat(8),
            word("3", "cap", "NOUN"));
    try (ConlluReader reader = ConlluReader.open(Texts.stream(text), "text")) {
      sentence = reader.read().orElseThrow();
    }
  }

  @Test
  void taggedSentenceHasTheLabelsOfOneColumn() {
    TaggedSentence tagged = sentence.tagged(ConlluColumn.XPOS);
    assertThat(tagged.tokens()).containsExactly("de", "le", "cap");
    assertThat(tagged.labels()).containsExactly("xADP", "xDET", "xNOUN");
  }

  @Test
  void taggedSentenceHasTheGrammaticalColumnsWithoutEmptyValues() {
    TaggedSentence tagged =
        sentence
            .withColumn(ConlluColumn.HEAD, List.of("3", "0", "9"))
            .withColumn(ConlluColumn.FEATS, List.of("_", "Gender=Masc", "_"))
            .withColumn(ConlluColumn.DEPREL, List.of("case", "root", "_"))
            .tagged(ConlluColumn.UPOS);
    assertThat(tagged.columns())
        .containsExactly(
            Map.entry("conllu.upos", List.of("ADP", "DET", "NOUN")),
            Map.entry("conllu.xpos", List.of("xADP", "xDET", "xNOUN")),
            Map.entry("conllu.feats", List.of("", "Gender=Masc", "")),
            Map.entry("conllu.deprel", List.of("case", "root", "")),
            Map.entry("conllu.head", List.of("NOUN>", "root", "")));
  }

  @Test
  void headsHaveTagAndDirection() {
    ConlluSentence tree = sentence.withColumn(ConlluColumn.HEAD, List.of("3", "0", "1"));
    assertThat(tree.heads()).containsExactly("NOUN>", "root", "ADP<");
    // neither a multiword range, an empty node nor a word of another sentence
    ConlluSentence others = sentence.withColumn(ConlluColumn.HEAD, List.of("1-2", "2.1", "4"));
    assertThat(others.heads()).containsExactly("_", "_", "_");
  }

  @Test
  void withColumnChangesOneColumnOfTheWordsOnly() {
    ConlluSentence filled = sentence.withColumn(ConlluColumn.UPOS, List.of("A", "_", "C"));
    assertThat(filled.text())
        .isEqualTo(
            """
            # text = du cap
            1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_
            1\tde\tlemma1\tA\txADP\tF=1\t0\tdep\tdeps\tmisc
            2\tle\tlemma2\t_\txDET\tF=2\t0\tdep\tdeps\tmisc
            2.1\tnode\t_\t_\t_\t_\t_\t_\t_\t_
            3\tcap\tlemma3\tC\txNOUN\tF=3\t0\tdep\tdeps\tmisc

            """);
    assertThat(sentence.column(ConlluColumn.UPOS)).containsExactly("ADP", "DET", "NOUN");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ID")
  void everyColumnExceptIdCanBeFilled(ConlluColumn column) {
    ConlluSentence filled = sentence.withColumn(column, List.of("p", "qq", "r r"));
    assertThat(filled.column(column)).containsExactly("p", "qq", "r r");
    for (ConlluColumn other : ConlluColumn.values()) {
      if (other != column) {
        assertThat(filled.column(other)).isEqualTo(sentence.column(other));
      }
    }
  }

  @Test
  void idColumnIsRejected() {
    assertThatThrownBy(() -> sentence.withColumn(ConlluColumn.ID, List.of("1", "2", "3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column: expected a column to fill in, got ID, which numbers the words");
  }

  @Test
  void wrongNumberOfValuesIsRejected() {
    assertThatThrownBy(() -> sentence.withColumn(ConlluColumn.UPOS, List.of("A", "B")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: expected 3, one per word, got 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\tb", "a\nb", "a\r"})
  void emptyValueTabAndLineBreakAreRejected(String bad) {
    assertThatThrownBy(() -> sentence.withColumn(ConlluColumn.UPOS, List.of("A", bad, "C")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "values: expected a text without tabs and line breaks for word 2, got %s; CoNLL-U writes _ for an empty value",
            DataFormatException.quote(bad));
  }
}

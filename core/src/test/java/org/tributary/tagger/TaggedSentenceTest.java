package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaggedSentenceTest {
  @Test
  void listsAreCopied() {
    List<String> tokens = new ArrayList<>(List.of("a"));
    List<String> labels = new ArrayList<>(List.of("X"));
    TaggedSentence sentence = new TaggedSentence(tokens, labels);
    tokens.add("b");
    labels.set(0, "Y");
    assertThat(sentence).isEqualTo(new TaggedSentence(List.of("a"), List.of("X")));
  }

  @Test
  void emptyOrMismatchedListsAreRefused() {
    assertThatThrownBy(() -> new TaggedSentence(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens: expected at least one, got none in the sentence; leave it out");
    assertThatThrownBy(() -> new TaggedSentence(List.of("a", ""), List.of("X", "Y")))
        .hasMessage(
            "tokens: expected a text for each, but token 2 of the sentence is empty; give it a text or leave it out");
    assertThatThrownBy(() -> new TaggedSentence(List.of("a", "b"), List.of("X")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels: expected 2, one per token, got 1");
    assertThatThrownBy(() -> new TaggedSentence(List.of("a", "b"), List.of("X", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels: expected a text for token 2 (\"b\"), got nothing");
    assertThatThrownBy(() -> new TaggedSentence(List.of("a"), List.of(" \t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels: expected a text for token 1 (\"a\"), got blanks");
  }

  @Test
  void columnHasOneValuePerToken() {
    TaggedSentence sentence = new TaggedSentence(List.of("a", "b"), List.of("X", "Y"));
    assertThat(sentence.columns()).isEmpty();
    assertThat(sentence.withColumn("xpos", List.of("1", "2")).columns())
        .containsExactly(Map.entry("xpos", List.of("1", "2")));
    assertThatThrownBy(() -> sentence.withColumn("xpos", List.of("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column xpos: expected 2, one per token, got 1");
  }

  @Test
  void emptyTextIsATokenWithoutAValue() {
    TaggedSentence sentence =
        new TaggedSentence(List.of("a", "b"), List.of("X", "Y"))
            .withColumn("xpos", List.of("1", ""));
    assertThat(sentence.value("xpos", 0)).contains("1");
    assertThat(sentence.value("xpos", 1)).isEmpty();
    assertThat(sentence.value("feats", 0)).as("a column that it lacks").isEmpty();
  }
}

package org.tributary.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.span.TagScheme;

public class TransitionConstraintsTest {
  private static final List<String> LABELS =
      List.of("I-PER", "O", "B-PER", "B-LOC", "I-LOC", "E-PER", "S-PER", "S-LOC", "E-LOC");

  /** Returns the pattern of a scheme's sentences, written as labels each followed by a space. */
  private static Pattern sentences(TagScheme scheme) {
    return Pattern.compile(
        switch (scheme) {
          case BIO -> "((O|B-PER( I-PER)*|B-LOC( I-LOC)*) )+";
          // B only after a label of the same type
          case IOB1 -> "((O|I-PER( [IB]-PER)*|I-LOC( [IB]-LOC)*) )+";
          case BIOES -> "((O|S-PER|S-LOC|B-PER( I-PER)* E-PER|B-LOC( I-LOC)* E-LOC) )+";
        });
  }

  private static List<String> labels(TagScheme scheme) {
    return scheme == TagScheme.BIOES ? LABELS : LABELS.subList(0, 5);
  }

  @ParameterizedTest
  @EnumSource
  void schemeAllowsExactlyItsSentences(TagScheme scheme) {
    List<String> labels = labels(scheme);
    TransitionConstraints rules = TransitionConstraints.of(scheme, labels);
    BruteForce allPaths = BruteForce.random(new Random(1), labels.size());
    for (int steps = 1; steps <= 4; steps++) {
      for (int[] path : allPaths.paths(steps)) {
        String text = text(path, labels);
        assertThat(rules.allow(path)).as(text).isEqualTo(sentences(scheme).matcher(text).matches());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void decodingObeysTheScheme(TagScheme scheme) {
    List<String> labels = labels(scheme);
    Random random = new Random(4);
    for (int round = 0; round < 200; round++) {
      BruteForce brute = BruteForce.random(random, labels.size());
      LinearChain chain = brute.chain().restrictedTo(TransitionConstraints.of(scheme, labels));
      float[] scores = BruteForce.scores(random, labels.size() * (1 + round % 12));
      for (LabelPath path : chain.nBest(scores, 6)) {
        assertThat(text(ints(path), labels)).matches(sentences(scheme));
      }
      assertThat(ints(chain.nBest(scores, 6).get(0))).isEqualTo(chain.viterbi(scores));
    }
  }

  private static int[] ints(LabelPath path) {
    return path.labels().stream().mapToInt(label -> label).toArray();
  }

  private static String text(int[] path, List<String> labels) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(path).forEach(label -> text.append(labels.get(label)).append(' '));
    return text.toString();
  }

  @Test
  void prefixAloneIsALabelOfTheEmptyType() {
    TransitionConstraints rules =
        TransitionConstraints.of(TagScheme.BIO, List.of("B", "I", "O", "I-X-Y", "B-X-Y"));
    assertThat(rules.mayFollow(0, 1)).isTrue();
    assertThat(rules.mayFollow(0, 3)).isFalse();
    assertThat(rules.mayFollow(4, 3)).isTrue();
  }

  @Test
  void unknownLabelsAreRefused() {
    TransitionConstraints rules = TransitionConstraints.of(TagScheme.BIO, List.of("O", "B"));
    for (int[] pair : new int[][] {{0, 2}, {1, -1}, {2, 0}}) {
      assertThatThrownBy(() -> rules.mayFollow(pair[0], pair[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(rules::allow)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("transitions: expected at least one label, got none");
  }

  @Test
  void labelsOutsideTheSchemeAreRefused() {
    assertThatThrownBy(() -> TransitionConstraints.of(TagScheme.BIO, List.of("O", "E-PER")))
        .hasMessage(
            "labels: expected a label of BIO (O, or B, I with a type as in B-PER, or without), got \"E-PER\"; are the labels BIOES?");
    assertThatThrownBy(() -> TransitionConstraints.of(TagScheme.BIOES, List.of("O", "B-")))
        .hasMessageContaining("got \"B-\"");
    assertThatThrownBy(() -> TransitionConstraints.of(TagScheme.BIOES, List.of("O", "")))
        .hasMessageContaining("got \"\"");
    assertThatThrownBy(() -> TransitionConstraints.of(TagScheme.BIOES, List.of("B-X", "E-X")))
        .hasMessage(
            "labels of BIOES: expected one that may stand alone and follow itself, such as O, got [B-X, E-X]");
  }
}

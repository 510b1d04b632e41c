package org.tributary.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The transitions of a scheme allow exactly the sentences that conversion to the same scheme, which
 * repairs labels, leaves as they are.
 */
class ConsistentLabelsTest {
  private static final int MAX_LENGTH = 3;

  private static List<String> labels(TagScheme scheme) {
    List<String> labels = new ArrayList<>(List.of("O"));
    for (String prefix : List.of("B", "I", "E", "S")) {
      if (scheme.accepts(prefix)) {
        labels.addAll(List.of(prefix, prefix + "-A", prefix + "-C"));
      }
    }
    return labels;
  }

  @ParameterizedTest
  @EnumSource
  void transitionsAllowTheSentencesThatNeedNoRepair(TagScheme scheme) {
    List<List<String>> sentences = new ArrayList<>(List.of(List.of()));
    int consistent = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> begin : sentences) {
        for (String label : labels(scheme)) {
          List<String> sentence = new ArrayList<>(begin);
          sentence.add(label);
          longer.add(sentence);
        }
      }
      sentences = longer;
      for (List<String> sentence : sentences) {
        boolean unchanged = scheme.convert(sentence, scheme).equals(sentence);
        assertThat(allowed(scheme, sentence)).as("%s %s", scheme, sentence).isEqualTo(unchanged);
        consistent += unchanged ? 1 : 0;
      }
    }
    assertThat(consistent).isGreaterThan(labels(scheme).size());
  }

  private static boolean allowed(TagScheme scheme, List<String> sentence) {
    boolean allowed =
        scheme.mayStart(sentence.get(0)) && scheme.mayEnd(sentence.get(sentence.size() - 1));
    for (int k = 1; k < sentence.size(); k++) {
      allowed &= scheme.mayFollow(sentence.get(k - 1), sentence.get(k));
    }
    return allowed;
  }

  @Test
  void labelOfAnotherSchemeHasNoTransitions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TagScheme.BIO.mayFollow("O", "S-A"))
        .withMessageContaining("got \"S-A\"; are the labels BIOES?");
    assertThatIllegalArgumentException().isThrownBy(() -> TagScheme.BIO.mayEnd("x"));
  }
}

package org.tributary.tribuo.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureGroupsTest {
  /** The first separator counts, so that values may contain either. */
  @ParameterizedTest
  @CsvSource({
    "word=dog, word, dog",
    "word@dog, word, dog",
    "word=me@home, word, me@home",
    "text@1-N=dog, text, 1-N=dog",
    "word==, word, =",
    "word=@, word, @",
    "word@=, word, =",
    "bias, '', bias",
    "@user, '', user",
    "=, '', ''"
  })
  void firstSeparatorEndsTheGroup(String name, String group, String value) {
    assertThat(FeatureGroups.group(name)).isEqualTo(group);
    assertThat(FeatureGroups.symbol(name)).isEqualTo(value);
    assertThat(group.isEmpty() || FeatureGroups.isOf(group, name)).isTrue();
    assertThat(FeatureGroups.isOf("wor", name)).isFalse();
    assertThat(FeatureGroups.isOf("words", name)).isFalse();
  }
}

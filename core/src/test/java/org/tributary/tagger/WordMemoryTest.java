package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.input.FeatureColumn;
import org.tributary.input.Reading;

class WordMemoryTest {
  private static final Reading A = reading(1);
  private static final Reading B = reading(2);
  private static final Reading C = reading(3);

  @Test
  void recallsWhatItKeptInTheOrderAsked() {
    WordMemory memory = WordMemory.ofVectors(2);
    memory.keep(List.of(A, C), List.of(new float[] {1, 2}, new float[] {3, 4}));
    assertThat(memory.recall(List.of(reading(3), B, A)))
        .containsExactly(new float[] {3, 4}, null, new float[] {1, 2});
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    WordMemory memory = new WordMemory(2);
    memory.keep(List.of(A, B), List.of(new float[] {1}, new float[] {2}));
    memory.recall(List.of(A));
    memory.keep(List.of(C), List.of(new float[] {3}));
    assertThat(memory.recall(List.of(A, B, C)))
        .containsExactly(new float[] {1}, null, new float[] {3});
  }

  @Test
  void holdsOneWordOfTheLargestVectorsToo() {
    WordMemory memory = WordMemory.ofVectors(1 << 30);
    memory.keep(List.of(A), List.of(new float[] {1}));
    assertThat(memory.recall(List.of(A))).containsExactly(new float[] {1});
  }

  private static Reading reading(int word) {
    return Reading.of(List.of(FeatureColumn.ofWords(word)), 0);
  }
}

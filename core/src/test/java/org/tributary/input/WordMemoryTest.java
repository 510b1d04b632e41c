package org.tributary.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordMemoryTest {
  private static final Spelling A = Spelling.of(1);
  private static final Spelling B = Spelling.of(1, 2);
  private static final Spelling C = Spelling.of(2, 1);

  @Test
  void recallsWhatItKeptInTheOrderAsked() {
    WordMemory memory = WordMemory.ofVectors(2);
    memory.keep(List.of(A, C), List.of(new float[] {1, 2}, new float[] {3, 4}));
    assertThat(memory.recall(List.of(Spelling.of(2, 1), B, A)))
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
}

package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.ChildProcess;

/** A bound on the growth of resident memory over many predictions and models. */
class NativeMemoryTest {
  /** Further predictions; the tensors of 400 take twice the allowed growth. */
  private static final int PREDICTIONS = CaseSelection.count(400, 1_800);

  /** Models that are not closed; 10 of them, with their weights, take 50 MB. */
  private static final int UNCLOSED = CaseSelection.count(10, 40);

  /**
   * Maximum growth in kB. It exceeds the growth of compiler and allocator; {@link MeasureMemory}'s
   * 40 models take 17 MB.
   */
  private static final long MAX_GROWTH_KB = 14_000;

  @Test
  void predictionsAndModelsDoNotLeakNativeMemory(@TempDir Path folder) throws Exception {
    assumeThat(Files.exists(MeasureMemory.STATUS))
        .as("resident memory is read from /proc/self/status, which this system lacks")
        .isTrue();
    Path file = folder.resolve("tagger.tribuo");
    try (LstmTaggerModel model = MeasureMemory.train()) {
      model.save(file);
    }
    List<Long> resident =
        ChildProcess.run(
                MeasureMemory.class,
                file.toString(),
                Integer.toString(PREDICTIONS),
                Integer.toString(UNCLOSED))
            .stream()
            .map(Long::valueOf)
            .toList();
    long after200 = resident.get(0);
    assertThat(resident.get(1))
        .as("after %d further predictions", PREDICTIONS)
        .isLessThan(after200 + MAX_GROWTH_KB);
    assertThat(resident.get(2)).as("after 40 closed models").isLessThan(after200 + MAX_GROWTH_KB);
    assertThat(resident.get(3))
        .as("after %d unclosed models", UNCLOSED)
        .isLessThan(after200 + MAX_GROWTH_KB);
  }
}

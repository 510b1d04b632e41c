package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a process's resident memory grows with its predictions and its models. */
class NativeMemoryTest {
  /**
   * In kB. The tensors of {@link MeasureMemory}'s 1,800 predictions take nine times this, its 40
   * models 17 MB; what compiler and allocator gain meanwhile is below it.
   */
  private static final long TOLERANCE = 10_000;

  @Test
  void predictionsAndModelsLeaveNoneBehind(@TempDir Path folder) throws Exception {
    assumeThat(Files.exists(MeasureMemory.STATUS))
        .as("resident memory is read from /proc/self/status, which this system lacks")
        .isTrue();
    Path file = folder.resolve("tagger.model");
    try (LstmTaggerModel model = MeasureMemory.train()) {
      model.save(file);
    }
    List<Long> resident =
        ChildProcess.run(MeasureMemory.class, file.toString()).stream().map(Long::valueOf).toList();
    long after200 = resident.get(0);
    assertThat(resident.get(1)).as("after 2,000 predictions").isLessThan(after200 + TOLERANCE);
    assertThat(resident.get(2)).as("after 40 closed models").isLessThan(after200 + TOLERANCE);
    assertThat(resident.get(3)).as("after 40 forgotten models").isLessThan(after200 + TOLERANCE);
  }
}

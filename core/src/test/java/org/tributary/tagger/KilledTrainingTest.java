package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.ChildProcess;
import org.tributary.train.TrainingListener;

/** A run of a killed process resumes to the bits of an uninterrupted run. */
class KilledTrainingTest {
  @TempDir private Path folder;

  @Test
  void killedProcessResumesToUninterruptedResult() throws Exception {
    Path uninterrupted = folder.resolve("uninterrupted");
    TaggerFitter.Trained whole = LongRun.train(uninterrupted, TrainingListener.silent());
    Path file = folder.resolve("killed");
    for (int attempt = 1; attempt <= 3; attempt++) {
      Process child = ChildProcess.start(LongRun.class, file.toString());
      try {
        long before = Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
        waitForCheckpoint(child, file, before);
        TimeUnit.MILLISECONDS.sleep(7L * attempt);
      } finally {
        child.destroyForcibly().waitFor();
      }
    }
    List<Integer> rest = new ArrayList<>();
    Interruptions.assertSame(
        LongRun.train(file, Interruptions.after(Integer.MAX_VALUE, rest)), whole);
    assertThat(rest).as("steps left after the kills").isNotEmpty();
  }

  private static void waitForCheckpoint(Process child, Path file, long before) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(file) || modified(file) == before) {
      assertThat(child.isAlive()).as("the child trains").isTrue();
      assertThat(System.nanoTime()).as("a checkpoint in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static long modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }
}

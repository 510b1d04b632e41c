package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.KillableProcess;

/**
 * Processes that replace a file are killed at random moments. The file is always the last one that
 * was reported, or the next one, in full. The number of kills is the system property {@code
 * tributary.kills.saving}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
class KilledSavingTest {
  private static final int KILLS = Integer.getInteger("tributary.kills.saving", 44);

  @TempDir private Path folder;

  @Test
  void killedWriteLeavesTheOldFileOrTheNewOneAndTheNextWriteTidiesUp() throws Exception {
    Path file = folder.resolve("model.safetensors");
    Random random = new Random(5);
    int hits = 0;
    int saved = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      KillableProcess.Signal signal =
          kill % 2 == 0 ? KillableProcess.Signal.KILL : KillableProcess.Signal.TERM;
      try (KillableProcess child =
          KillableProcess.start(SavingLoop.class, file.toString(), Integer.toString(saved + 1))) {
        Optional<String> first = child.line();
        assertThat(first).as("the first write").hasValue(Integer.toString(saved + 1));
        assertThat(drafts()).as("drafts after a write").hasSizeLessThanOrEqualTo(1);
        saved++;
        TimeUnit.MICROSECONDS.sleep(random.nextInt(10_000));
        List<String> rest = child.kill(signal);
        saved += rest.size();
      }
      hits += drafts().isEmpty() ? 0 : 1;
      float[] values = Safetensors.read(file).values("w");
      assertThat(values).hasSize(SavingLoop.SIZE).containsOnly(values[0]);
      assertThat(values[0]).as("after write %d", saved).isBetween((float) saved, saved + 1f);
      saved = (int) values[0];
    }
    System.out.printf("killed writes: %d of %d kills hit a write%n", hits, KILLS);
    assertThat(hits).as("kills during a write").isGreaterThan(KILLS / 10);
    Safetensors.write(file, ParameterValues.builder().build());
    assertThat(drafts()).isEmpty();
  }

  private List<Path> drafts() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".tmp")).toList();
    }
  }
}

package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executors' logs at the end of a session. */
class ClusterSessionTest {
  @TempDir Path folder;

  private ClusterOptions.ClusterSession session(Path work, String application) throws IOException {
    Path logs = Files.createDirectories(work.resolve(application).resolve("0"));
    Files.writeString(logs.resolve("stderr"), "text");
    return new ClusterOptions.ClusterSession(
        null, () -> {}, Optional.of(work.resolve(application)));
  }

  @Test
  void logsAreKeptAfterAFailureAndRemovedAfterASuccess() throws IOException {
    Path work = folder.resolve("work");
    session(work, "failed").close();
    assertThat(work.resolve("failed/0/stderr")).exists();
    try (ClusterOptions.ClusterSession session = session(work, "complete")) {
      session.complete();
    }
    assertThat(work.resolve("complete")).doesNotExist();
    assertThat(work.resolve("failed/0/stderr")).exists();
  }
}

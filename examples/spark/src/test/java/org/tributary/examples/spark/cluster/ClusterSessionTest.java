package org.tributary.examples.spark.cluster;

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

  private ClusterSession session(Path work, String application) throws IOException {
    Path logs = Files.createDirectories(work.resolve(application).resolve("0"));
    Files.writeString(logs.resolve("stderr"), "text");
    return new ClusterSession(
        null,
        new SparkMaster(ClusterOptions.LOCAL_CLUSTER),
        () -> {},
        Optional.of(new ExecutorLogs(work, application)));
  }

  @Test
  void logsAreKeptAfterAFailureAndRemovedAfterASuccess() throws IOException {
    Path work = folder.resolve("work");
    session(work, "failed").close();
    assertThat(work.resolve("failed/0/stderr")).exists();
    try (ClusterSession session = session(work, "complete")) {
      session.complete();
    }
    assertThat(work.resolve("complete")).doesNotExist();
    assertThat(work.resolve("failed/0/stderr")).exists();
  }
}

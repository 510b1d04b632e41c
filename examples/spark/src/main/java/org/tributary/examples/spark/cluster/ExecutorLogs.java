package org.tributary.examples.spark.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The logs that the executors of a local cluster write into a folder of the working directory. They
 * are removed after a job that succeeded.
 *
 * @param work the folder of all sessions, {@code work}
 * @param application the name of the session's folder in it
 */
public record ExecutorLogs(Path work, String application) {

  /** Returns the folder of the session, which may not exist. */
  public Path folder() {
    return work.resolve(application);
  }

  /** Removes the folder, and that of all sessions if it is empty then. */
  public void delete() {
    if (!Files.isDirectory(folder())) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(work);
    } catch (IOException e) {
      // an executor that ends, or another session, still writes there
    }
  }
}

package org.tributary.examples.spark.cluster;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tributary.examples.job.JobException;

/** A lookup of Hadoop file systems, with a message for a missing library. */
public final class HadoopFileSystems {
  private HadoopFileSystems() {}

  /**
   * Returns the file system of a path.
   *
   * @param option the option that names the path, for messages
   * @throws JobException if its library is not on the class path
   * @throws IOException if the file system cannot be reached
   */
  public static FileSystem of(String option, Path path, Configuration configuration)
      throws IOException {
    try {
      return path.getFileSystem(configuration);
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.contains("ClassNotFoundException")
          || reason.contains("No FileSystem for scheme")) {
        throw new JobException(
            "%s: expected a path of a file system whose library is on the class path, got %s; add the library, such as spark-submit --packages org.apache.hadoop:hadoop-aws for s3a"
                .formatted(option, path));
      }
      throw e;
    }
  }
}

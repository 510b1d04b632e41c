package org.tributary.examples.spark;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tributary.examples.job.JobException;

/**
 * An output folder that is written as {@code NAME.partial} and renamed when it is complete. The
 * next program replaces what a killed one has left.
 *
 * <p>On HDFS and on a local disk the rename is one step. On an object store it copies file by file,
 * {@code _SUCCESS} perhaps before others: there, wait for the end of the program.
 */
record StagedOutput(FileSystem fileSystem, Path output) {
  /** The folder of refused rows in the output; Spark ignores names with an underscore. */
  static final String REFUSED = "_refused";

  /**
   * Prepares an output and deletes what an earlier program has left.
   *
   * @throws JobException if the folder exists
   * @throws IOException if the file system cannot be reached
   */
  static StagedOutput at(String folder, Configuration configuration) throws IOException {
    Path output = new Path(folder);
    FileSystem fileSystem = InputPath.fileSystem("--output", output, configuration);
    StagedOutput staged = new StagedOutput(fileSystem, fileSystem.makeQualified(output));
    staged.requireAbsent();
    fileSystem.delete(staged.staging(), true);
    return staged;
  }

  private void requireAbsent() throws IOException {
    Path parent = output.getParent();
    if (parent != null
        && fileSystem.exists(parent)
        && !fileSystem.getFileStatus(parent).isDirectory()) {
      throw new JobException(
          "--output: expected a name in a folder, got %s in the file %s; choose another"
              .formatted(output.getName(), parent));
    }
    if (fileSystem.exists(output)) {
      throw new JobException(
          "--output: expected a folder that does not exist, got %s; remove it or choose another"
              .formatted(output));
    }
  }

  /** Returns the folder to write. */
  Path staging() {
    return new Path(output.getParent(), output.getName() + ".partial");
  }

  /** Returns the folder of refused rows in it. */
  Path refused() {
    return new Path(staging(), REFUSED);
  }

  /**
   * Renames the folder.
   *
   * @throws JobException if another program has written the output meanwhile
   * @throws IOException if it cannot be renamed
   */
  void publish() throws IOException {
    requireAbsent();
    if (!fileSystem.rename(staging(), output)) {
      throw new IOException(
          "%s: expected to rename it to %s, but the file system did not; check that you may write there"
              .formatted(staging(), output));
    }
  }
}

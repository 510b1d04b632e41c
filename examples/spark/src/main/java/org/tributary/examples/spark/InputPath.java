package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.tributary.examples.io.TextList;
import org.tributary.examples.job.JobException;

/** The files of {@code --input}, a file, folder or glob. */
final class InputPath {
  private static final int MAX_NAMES = 5;

  /** The first bytes of a Parquet file. */
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private InputPath() {}

  /**
   * Checks that there are files, and describes the parts of a folder that Spark leaves out:
   * sub-folders, unless their names are those of a partition such as {@code language=en}, and names
   * that begin with an underscore, other than {@code _SUCCESS}. Names that begin with a period are
   * left out, too, and not mentioned.
   *
   * @return a note with the first names; empty if there is none
   * @throws JobException if there is no such file or folder
   * @throws IOException if the file system cannot be reached
   */
  static Optional<String> check(String input, Configuration configuration) throws IOException {
    Path path = new Path(input);
    FileSystem fileSystem = fileSystem("--input", path, configuration);
    FileStatus[] found = fileSystem.globStatus(path);
    if (found == null || found.length == 0) {
      throw new JobException(
          "--input: expected a file, a folder or a glob that matches some, found nothing at %s; check the path"
              .formatted(fileSystem.makeQualified(path)));
    }
    List<String> ignored = new ArrayList<>();
    int read = 0;
    for (FileStatus status : found) {
      if (isHidden(status)) {
        ignored.add(status.getPath().getName() + (status.isDirectory() ? "/" : ""));
        continue;
      }
      read++;
      if (status.isDirectory()) {
        for (FileStatus entry : fileSystem.listStatus(status.getPath())) {
          if (isIgnored(entry)) {
            ignored.add(entry.getPath().getName() + (entry.isDirectory() ? "/" : ""));
          }
        }
      }
    }
    if (read == 0) {
      throw new JobException(
          "--input: expected a name that Spark reads, got %s; it leaves out names that begin with _ or a period: rename it"
              .formatted(TextList.first(ignored, MAX_NAMES)));
    }
    return ignored.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "of %s these are not read: %s; name a sub-folder itself to read it"
                .formatted(input, TextList.first(ignored.stream().sorted().toList(), MAX_NAMES)));
  }

  /**
   * Checks that the first file is Parquet: Spark would report another one by stack traces.
   *
   * @throws JobException if it is not
   * @throws IOException if the file system cannot be reached
   */
  static void requireParquet(String input, Configuration configuration) throws IOException {
    Path path = new Path(input);
    FileSystem fileSystem = fileSystem("--input", path, configuration);
    for (FileStatus status : fileSystem.globStatus(path)) {
      RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(status.getPath(), true);
      while (files.hasNext()) {
        FileStatus file = files.next();
        if (!isHidden(file)) {
          requireParquet(fileSystem, file.getPath());
          return;
        }
      }
    }
  }

  private static void requireParquet(FileSystem fileSystem, Path file) throws IOException {
    byte[] start = new byte[PARQUET.length];
    try (FSDataInputStream bytes = fileSystem.open(file)) {
      int read = bytes.readNBytes(start, 0, start.length);
      if (read < start.length || !Arrays.equals(start, PARQUET)) {
        throw new JobException(
            "--input: expected Parquet, got another format in %s; name it by --input-format"
                .formatted(file));
      }
    }
  }

  private static boolean isHidden(FileStatus entry) {
    String name = entry.getPath().getName();
    return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
  }

  private static boolean isIgnored(FileStatus entry) {
    String name = entry.getPath().getName();
    boolean own = name.startsWith(".") || name.equals("_SUCCESS"); // written by file systems, Spark
    return !own && !name.contains("=") && (name.startsWith("_") || entry.isDirectory());
  }

  /**
   * Returns the file system of a path.
   *
   * @param option the option that names the path, for messages
   * @throws JobException if its library is not on the class path
   * @throws IOException if the file system cannot be reached
   */
  static FileSystem fileSystem(String option, Path path, Configuration configuration)
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

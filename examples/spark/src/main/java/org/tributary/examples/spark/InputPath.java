package org.tributary.examples.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tributary.examples.job.JobException;
import org.tributary.examples.text.TextList;

/** The files of {@code --input}, a file, folder or glob. */
final class InputPath {
  private static final int MAX_NAMES = 5;

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
    FileSystem fileSystem = path.getFileSystem(configuration);
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

  private static boolean isHidden(FileStatus entry) {
    String name = entry.getPath().getName();
    return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
  }

  private static boolean isIgnored(FileStatus entry) {
    String name = entry.getPath().getName();
    boolean own = name.startsWith(".") || name.equals("_SUCCESS"); // written by file systems, Spark
    return !own && !name.contains("=") && (name.startsWith("_") || entry.isDirectory());
  }
}

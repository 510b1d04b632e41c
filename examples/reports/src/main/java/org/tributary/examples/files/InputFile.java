package org.tributary.examples.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a command reads. */
public final class InputFile {
  private InputFile() {}

  /**
   * Opens it; the caller closes it.
   *
   * @throws IOException saying in one line why it cannot be read
   */
  public static InputStream open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "expected a file, found a folder");
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "no such file; check the path");
    }
    return Files.newInputStream(path);
  }
}

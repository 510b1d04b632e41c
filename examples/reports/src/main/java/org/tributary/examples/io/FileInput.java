package org.tributary.examples.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An input file of a command. */
public final class FileInput {
  private FileInput() {}

  /**
   * Opens a file; the caller closes the stream.
   *
   * @throws IOException if the file cannot be read; the message gives the reason in one line
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

package org.tributary.examples.picture;

import java.io.IOException;
import java.nio.file.Path;

/** A drawing that can be saved. */
public interface Picture {

  /**
   * Writes the picture as a PNG file, with twice the pixels of its nominal size.
   *
   * @param file destination; its folder is created if missing
   * @throws IOException if the file cannot be written
   */
  void write(Path file) throws IOException;
}

package org.tributary.examples.chart;

import java.io.IOException;
import java.nio.file.Path;

/** A chart that can be saved. */
public interface Chart {

  /**
   * Writes the chart as a PNG file, at twice its nominal width and height.
   *
   * @param file destination; its folder is created if missing
   * @throws IOException if the file cannot be written, or if the system has no fonts
   */
  void write(Path file) throws IOException;
}

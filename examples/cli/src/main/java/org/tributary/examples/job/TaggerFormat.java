package org.tributary.examples.job;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The format of a tagger's file. */
public enum TaggerFormat {
  /** That of programs without Tribuo. */
  TRIBUTARY,
  /** ONNX. */
  ONNX,
  /** Tribuo's. */
  TRIBUO;

  /** Returns the format that the ending of a file's name says, in any case; empty for another. */
  public static Optional<TaggerFormat> ofName(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> name.endsWith("." + format)).findFirst();
  }

  /** Returns the ending without the dot, which is also the name of the format in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.tributary.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden files of PyTorch taggers. */
final class TorchFiles {
  private TorchFiles() {}

  /** Returns the files of a case of {@code docs/golden/torch_tagger.py}. */
  static List<Path> of(String kind) throws IOException {
    try (Stream<Path> files =
        Files.list(Path.of("src/test/resources/org/tributary/torch").resolve(kind))) {
      return files.toList();
    }
  }
}

package org.tributary.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The golden files of a PyTorch tagger, copied to a folder in which a test may change them.
 *
 * @param folder the folder
 */
record TorchFiles(Path folder) {

  /** Copies the files of a case of {@code docs/golden/torch_tagger.py}. */
  static TorchFiles copy(String kind, Path folder) throws IOException {
    try (Stream<Path> files =
        Files.list(Path.of("src/test/resources/org/tributary/torch").resolve(kind))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return new TorchFiles(folder);
  }

  Path weights() {
    return folder.resolve("weights.safetensors");
  }

  Path mapping() {
    return folder.resolve("mapping.txt");
  }

  /** Replaces a part of the mapping. */
  void replace(String target, String replacement) throws IOException {
    String text = Files.readString(mapping());
    assertThat(text).contains(target);
    Files.writeString(mapping(), text.replace(target, replacement));
  }
}

package org.tributary.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small encoder of docs/golden/transformer.py in a folder, for tests of other packages too. */
public final class TestEncoder {
  private TestEncoder() {}

  /** Writes a resource to a folder and returns its path. */
  public static Path file(Path folder, String name) throws IOException {
    Path path = folder.resolve(name);
    if (!Files.exists(path)) {
      Files.write(path, WordPieceTokenizerTest.resource(name));
    }
    return path;
  }

  /** Returns the encoder with its last layers, all three. */
  public static TransformerEncoder in(Path folder) throws IOException {
    return TransformerEncoder.read(file(folder, "encoder.onnx"), file(folder, "tokenizer.json"));
  }
}

package org.tributary.onnx;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.tributary.internal.HalfPrecision;

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

  /** Returns a column of random numbers. */
  public static TokenVectorColumn column(TransformerVectors input, int steps, Random random) {
    int width = input.encoder().width();
    short[] halves = new short[steps * width];
    for (int k = 0; k < halves.length; k++) {
      halves[k] = HalfPrecision.encode((float) random.nextGaussian());
    }
    return new TokenVectorColumn(ShortBuffer.wrap(halves), width);
  }
}

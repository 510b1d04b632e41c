package org.tributary.examples.spark.executor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.tributary.tagger.Tagger;

/**
 * A model file that is sent to each executor once, as its bytes.
 *
 * @param name the file, for messages
 * @param sha256 the hash of its bytes, by which the tasks of an executor share one tagger
 * @param bytes the broadcast bytes
 */
public record SharedModel(String name, String sha256, Broadcast<byte[]> bytes)
    implements Serializable {

  /**
   * Reads a file and broadcasts its bytes.
   *
   * @throws IOException with a one-line reason if the file cannot be read, or its bytes alone are
   *     no tagger, such as those of a model whose vectors are in a file beside it
   */
  public static SharedModel broadcast(SparkContext context, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    open(file.toString(), bytes).close();
    return new SharedModel(
        file.toString(),
        sha256(bytes),
        JavaSparkContext.fromSparkContext(context).broadcast(bytes));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: expected in every JDK, got none", e);
    }
  }

  /**
   * Opens the model in this process.
   *
   * @throws IOException with a one-line reason if the bytes cannot be read as a tagger
   */
  public Tagger open() throws IOException {
    return open(name, bytes.value());
  }

  private static Tagger open(String name, byte[] bytes) throws IOException {
    try {
      return Tagger.load(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}

package org.tributary.internal.fitting;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.tributary.head.LabelDistributions;
import org.tributary.internal.file.Sha256;
import org.tributary.param.ParameterValues;

/** An incremental SHA-256 of strings and parameters. */
public final class DataHash {
  private final MessageDigest digest = Sha256.digest();

  /** Creates a hash without data. */
  public DataHash() {}

  /** Adds texts, each prefixed by its length and all by their number. */
  public DataHash add(List<String> texts) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(texts.size()).flip());
    for (String text : texts) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(text.length(), Character.BYTES));
      bytes.asCharBuffer().put(text); // an encoder would replace unpaired surrogates
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.capacity()).flip());
      digest.update(bytes);
    }
    return this;
  }

  /** Adds names, shapes and values of parameters, in order. */
  public DataHash add(ParameterValues parameters) {
    for (String name : parameters.names()) {
      add(List.of(name, parameters.shape(name).toString()));
      float[] values = parameters.values(name);
      ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
      bytes.asFloatBuffer().put(values);
      digest.update(bytes);
    }
    return this;
  }

  /** Adds the probabilities of distributions, step by step, with their numbers. */
  public DataHash add(LabelDistributions distributions) {
    int steps = distributions.steps();
    int labels = distributions.labels();
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * Math.addExact(2, steps * labels));
    bytes.putInt(steps).putInt(labels);
    for (int step = 0; step < steps; step++) {
      for (int label = 0; label < labels; label++) {
        bytes.putFloat(distributions.probability(step, label));
      }
    }
    digest.update(bytes.flip());
    return this;
  }

  /** Returns the hash in hexadecimal and resets. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}

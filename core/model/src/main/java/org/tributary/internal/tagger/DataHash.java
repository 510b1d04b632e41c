package org.tributary.internal.tagger;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;
import org.tributary.head.LabelDistributions;
import org.tributary.internal.Sha256;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorType;

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
      parameters
          .tensor(name)
          .encode(
              TensorType.F32,
              ByteOrder.BIG_ENDIAN,
              (bytes, count) -> digest.update(bytes, 0, count));
    }
    return this;
  }

  /** Adds the probabilities of distributions, step by step, with their numbers. */
  public DataHash add(LabelDistributions distributions) {
    int steps = distributions.steps();
    int labels = distributions.labels();
    digest.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(steps).putInt(labels).flip());
    ByteBuffer ofStep = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, labels));
    for (int step = 0; step < steps; step++) {
      ofStep.clear();
      for (int label = 0; label < labels; label++) {
        ofStep.putFloat(distributions.probability(step, label));
      }
      digest.update(ofStep.flip());
    }
    return this;
  }

  /** Returns the hash in hexadecimal and resets. */
  public String hex() {
    return Sha256.hex(digest);
  }
}

package org.tributary.internal.onnx;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A model in ONNX Runtime, an optional dependency. Threads share it. It owns native memory until it
 * is closed.
 */
public final class OnnxModel implements AutoCloseable {
  private final OnnxSession session;

  /**
   * A tensor.
   *
   * @param values {@code long[]} or {@code float[]}, row-major
   */
  public record Values(Object values, List<Integer> shape) {}

  /**
   * The use of a model, for messages.
   *
   * @param purpose the use of ONNX Runtime, a verb and its object
   * @param alternative the cure without ONNX Runtime, such as {@code , or do without}; may be empty
   * @param model the model
   * @param advice the cure if ONNX Runtime refuses the model
   */
  public record Use(String purpose, String alternative, String model, String advice) {}

  private OnnxModel(OnnxSession session) {
    this.session = session;
  }

  /**
   * Loads a model.
   *
   * @param bytes the file's content, from position to limit of a direct buffer
   * @throws IllegalStateException if ONNX Runtime is absent, cannot be loaded or refuses the model
   */
  public static OnnxModel load(ByteBuffer bytes, Use use) {
    try {
      return new OnnxModel(new OnnxSession(bytes, use));
    } catch (LinkageError e) {
      throw OnnxRuntimeErrors.unavailable(e, use.purpose(), use.alternative());
    }
  }

  /**
   * Runs the model on one thread, that of the caller.
   *
   * @return the outputs by name
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Map<String, Values> run(Map<String, Values> inputs) {
    return session.run(inputs, List.of());
  }

  /** Runs the model like {@link #run(Map)} and returns some outputs. */
  public Map<String, Values> run(Map<String, Values> inputs, Collection<String> outputs) {
    return session.run(inputs, outputs);
  }

  @Override
  public void close() {
    session.close();
  }
}

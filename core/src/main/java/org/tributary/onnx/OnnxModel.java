package org.tributary.onnx;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A model in ONNX Runtime, an optional dependency. Threads share it. It owns native memory until it
 * is closed.
 */
abstract sealed class OnnxModel implements AutoCloseable permits OnnxSession {
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
   * @param alternative the advice without ONNX Runtime, such as {@code , or do without}; may be
   *     empty
   * @param model the model
   * @param advice the remedy for a model that ONNX Runtime refuses
   */
  public record Use(String purpose, String alternative, String model, String advice) {}

  /**
   * Loads a model.
   *
   * @param bytes the file's content, from position to limit of a direct buffer
   * @throws IllegalStateException if ONNX Runtime is absent, cannot be loaded or refuses the model
   */
  public static OnnxModel load(ByteBuffer bytes, Use use) {
    try {
      return new OnnxSession(bytes, use);
    } catch (LinkageError e) {
      throw unavailable(e, use.purpose(), use.alternative());
    }
  }

  /**
   * Returns the exception for an ONNX Runtime that is absent or cannot load its native library.
   * This class uses none of its classes, which may be missing.
   *
   * @param purpose its use, a verb and its object
   * @param alternative the advice without it, such as {@code , or do without}; may be empty
   */
  static IllegalStateException unavailable(LinkageError error, String purpose, String alternative) {
    // a second use of a class whose initialization failed throws a NoClassDefFoundError, too
    boolean missing =
        error instanceof NoClassDefFoundError
            && !String.valueOf(error.getMessage()).startsWith("Could not initialize");
    Throwable reason = error;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    return new IllegalStateException(
        missing
            ? "ONNX: expected ONNX Runtime to %s, got none; add com.microsoft.onnxruntime:onnxruntime to the class path%s"
                .formatted(purpose, alternative)
            : "ONNX: expected ONNX Runtime to %s, but its native library cannot be loaded (%s); use a platform that it supports and a folder java.io.tmpdir that can be written%s"
                .formatted(purpose, reason.toString().replaceAll("\\s+", " "), alternative),
        error);
  }

  /**
   * Runs the model on one thread, that of the caller.
   *
   * @return the outputs by name
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Map<String, Values> run(Map<String, Values> inputs) {
    return run(inputs, List.of());
  }

  /** Runs the model like {@link #run(Map)} and returns some outputs. */
  public abstract Map<String, Values> run(Map<String, Values> inputs, Collection<String> outputs);

  @Override
  public abstract void close();
}

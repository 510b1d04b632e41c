package org.tributary.internal.onnx;

/** Errors of loading ONNX Runtime. Uses none of its classes, which may be missing. */
final class OnnxRuntimeErrors {
  private OnnxRuntimeErrors() {}

  /**
   * Returns the exception for an ONNX Runtime that is absent or cannot load its native library.
   *
   * @param purpose its use, a verb and its object
   * @param alternative the cure without it, such as {@code , or do without}; may be empty
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
}

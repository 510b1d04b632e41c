package org.tributary.onnx;

/** Errors of loading ONNX Runtime. Uses none of its classes, which may be missing. */
final class OnnxRuntimeErrors {
  private OnnxRuntimeErrors() {}

  /** Returns the exception for an ONNX Runtime that is absent or cannot load its native library. */
  static IllegalStateException unavailable(LinkageError error) {
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
            ? "ONNX: expected ONNX Runtime to check the exported model, got none; add com.microsoft.onnxruntime:onnxruntime to the class path, or leave the check out (withoutCheck)"
            : "ONNX: expected ONNX Runtime to check the exported model, but its native library cannot be loaded (%s); use a platform that it supports and a folder java.io.tmpdir that can be written, or leave the check out (withoutCheck)"
                .formatted(reason.toString().replaceAll("\\s+", " ")),
        error);
  }
}

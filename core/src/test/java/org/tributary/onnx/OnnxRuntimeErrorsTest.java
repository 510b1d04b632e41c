package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** Errors of an ONNX Runtime that is there but cannot be loaded. */
class OnnxRuntimeErrorsTest {

  @Test
  void aNativeLibraryThatCannotBeLoadedIsNotAMissingArtifact() {
    String folder = "java.nio.file.NoSuchFileException: /none/onnxruntime-java1";
    var first =
        new ExceptionInInitializerError(
            new IllegalStateException(new NoSuchFileException("/none/onnxruntime-java1")));
    assertThat(unavailable(first))
        .hasMessage(
            "ONNX: expected ONNX Runtime to check the exported model, but its native library cannot be loaded (%s); use a platform that it supports and a folder java.io.tmpdir that can be written, or leave the check out (withoutCheck)",
            folder);
    var second =
        new NoClassDefFoundError("Could not initialize class ai.onnxruntime.OrtEnvironment");
    assertThat(unavailable(second))
        .hasMessageContaining("native library cannot be loaded (" + second);
  }

  private static IllegalStateException unavailable(LinkageError error) {
    return OnnxModel.unavailable(
        error, "check the exported model", ", or leave the check out (withoutCheck)");
  }
}

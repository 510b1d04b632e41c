package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  @TempDir private Path folder;

  @Test
  void copyNamesAMissingSource() throws IOException {
    Path source = Files.writeString(folder.resolve("encoder.onnx"), "weights");
    Path target = Files.createDirectory(folder.resolve("taggers"));
    InputFile file = InputFile.of("encoder", "onnx", source);
    file.copyTo(target);
    assertThat(target.resolve(file.name())).hasContent("weights");

    Files.delete(target.resolve(file.name()));
    Files.delete(source);
    assertThatIOException()
        .isThrownBy(() -> file.copyTo(target))
        .withMessage("cannot be written: %s: no such file; check the path", source);
  }
}

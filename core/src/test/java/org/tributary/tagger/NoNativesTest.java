package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.ChildProcess;

/** Loading a tagger and tagging need no class of TensorFlow. */
class NoNativesTest {
  @TempDir private static Path folder;

  @Test
  void nativesAreNotLoaded() throws Exception {
    Path file = folder.resolve("words.tributary");
    UntrainedTagger.write(file, 100, 0);
    Process process =
        ChildProcess.builder(
                System.getProperty("java.class.path"),
                List.of("-Xlog:class+load:stdout"),
                TagInSmallHeap.class,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(lines).contains(TagInSmallHeap.answer(file));
    assertThat(lines)
        .noneMatch(line -> line.contains(" org.tensorflow."))
        .noneMatch(line -> line.contains(" com.google.protobuf."));
  }
}

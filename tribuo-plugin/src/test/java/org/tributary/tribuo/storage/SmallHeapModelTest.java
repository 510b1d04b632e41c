package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;

/**
 * Models in processes with a small heap: the right answer, or an {@link OutOfMemoryError}; by
 * default three sizes of heap of four.
 */
class SmallHeapModelTest {
  @TempDir private Path folder;

  @Test
  void answerIsRightOrMemoryIsShort() throws Exception {
    Path file = folder.resolve("model");
    try (LstmTaggerModel model = SmallHeapModel.train()) {
      model.save(file);
    }
    assertThat(file.toFile().length()).isBetween(20_000_000L, 22_000_000L);
    String expected = SmallHeapModel.answer(file);
    assertThat(answer(96, file)).isEqualTo(expected);
    for (int megabytes : CaseSelection.isAll() ? new int[] {32, 50} : new int[] {50}) {
      String answer = answer(megabytes, file);
      assertThat(answer.equals(expected) || answer.startsWith("java.lang.OutOfMemoryError"))
          .as("%d MB: %s", megabytes, answer)
          .isTrue();
    }
    assertThat(answer(24, file)).startsWith("java.lang.OutOfMemoryError");
  }

  private static String answer(int megabytes, Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + megabytes + "m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapModel.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> lines =
        new String(output, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}

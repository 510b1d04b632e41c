package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Location of a model's files. */
class ConfigurableRecoveryTest {
  private static final Path RECORDED = Path.of("/old/place/a/data");

  @TempDir private Path folder;

  private Path locate(Path file) {
    return new ConfigurableRecovery(Optional.of(folder)).locate(file);
  }

  private Path make(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }

  @Test
  void recordedPathIsUsedWithoutAFolder() {
    assertThat(new ConfigurableRecovery(Optional.empty()).locate(RECORDED)).isEqualTo(RECORDED);
  }

  @Test
  void longestExistingPathSuffixIsUsed() throws IOException {
    Path a = make("a/data");
    Path b = make("b/data");
    assertThat(locate(RECORDED)).isEqualTo(a);
    assertThat(locate(Path.of("/old/place/b/data"))).isEqualTo(b);
    assertThat(locate(Path.of("/old/place/c/data"))).isEqualTo(folder.resolve("data"));
    Path longer = make("place/a/data");
    assertThat(locate(RECORDED)).isEqualTo(longer);
  }

  @Test
  void fileNameTakesPrecedence() throws IOException {
    make("a/data");
    Path named = make("data");
    assertThat(locate(RECORDED)).isEqualTo(named);
  }

  @Test
  void foldersAreNotFiles() throws IOException {
    Files.createDirectories(folder.resolve("place").resolve("a").resolve("data"));
    Path a = make("a/data");
    assertThat(locate(RECORDED)).isEqualTo(a);
  }

  @Test
  void filesOutsideTheFolderAreIgnored() throws IOException {
    Path inside = make("inside/data");
    make("data");
    Path below = folder.resolve("inside");
    Files.delete(inside);
    assertThat(new ConfigurableRecovery(Optional.of(below)).locate(Path.of("x/../../data")))
        .isEqualTo(below.resolve("data"));
  }
}

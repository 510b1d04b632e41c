package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the files of a model are looked for. */
class ConfigurableRecoveryTest {
  private static final Path WAS = Path.of("/old/place/a/data");

  @TempDir private Path folder;

  private Path place(Path file) {
    return new ConfigurableRecovery(Optional.of(folder)).place(file);
  }

  private Path make(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }

  @Test
  void whereTheyWereWithoutAFolder() {
    assertThat(new ConfigurableRecovery(Optional.empty()).place(WAS)).isEqualTo(WAS);
  }

  @Test
  void byTheEndsOfTheirPaths() throws IOException {
    Path a = make("a/data");
    Path b = make("b/data");
    assertThat(place(WAS)).isEqualTo(a);
    assertThat(place(Path.of("/old/place/b/data"))).isEqualTo(b);
    assertThat(place(Path.of("/old/place/c/data"))).isEqualTo(folder.resolve("data"));
    Path longer = make("place/a/data");
    assertThat(place(WAS)).isEqualTo(longer);
  }

  @Test
  void byTheirNamesFirst() throws IOException {
    make("a/data");
    Path named = make("data");
    assertThat(place(WAS)).isEqualTo(named);
  }

  @Test
  void aFolderOfThatNameIsNoFile() throws IOException {
    Files.createDirectories(folder.resolve("place").resolve("a").resolve("data"));
    Path a = make("a/data");
    assertThat(place(WAS)).isEqualTo(a);
  }

  @Test
  void neverOutsideTheFolder() throws IOException {
    Path inside = make("inside/data");
    make("data");
    Path below = folder.resolve("inside");
    Files.delete(inside);
    assertThat(new ConfigurableRecovery(Optional.of(below)).place(Path.of("x/../../data")))
        .isEqualTo(below.resolve("data"));
  }
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that a release has stored load and predict as they did; {@link StoredTagger} made them.
 */
class StoredTaggerTest {
  private static final Path FOLDER = Path.of("src/test/resources/org/tributary/tribuo/stored");

  @ParameterizedTest
  @ValueSource(strings = "0.1")
  void predictsAsItDid(String version) throws IOException {
    List<String> expected = Files.readAllLines(FOLDER.resolve(version + ".txt"));
    List<String> found;
    try (LstmTaggerModel model = LstmTaggerModel.load(FOLDER.resolve(version + ".model"))) {
      assertThat(model.history()).hasSize(12).allMatch(e -> e.devScore().isPresent());
      found = StoredTagger.predictions(model);
    }
    assertThat(found).hasSameSizeAs(expected);
    for (int k = 0; k < expected.size(); k++) {
      String[] then = expected.get(k).split("\t", -1);
      String[] now = found.get(k).split("\t", -1);
      assertThat(List.of(now).subList(0, 2)).isEqualTo(List.of(then).subList(0, 2));
      assertThat(now).hasSameSizeAs(then).hasSize(5);
      for (int p = 2; p < then.length; p++) {
        assertThat(Double.parseDouble(now[p]))
            .as(expected.get(k))
            .isCloseTo(Double.parseDouble(then[p]), within(1e-6));
      }
    }
  }
}

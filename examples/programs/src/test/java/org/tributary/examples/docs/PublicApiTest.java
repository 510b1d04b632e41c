package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the public API of both libraries with {@code docs/api}, so that a change of the API is a
 * change of these files. {@code -Dtributary.api.renew=true} writes them.
 */
class PublicApiTest {
  private static final Path DOCS = Path.of("../../docs/api");

  @ParameterizedTest
  @CsvSource({
    "core.txt, org.tributary, 'org.tributary.tribuo,org.tributary.examples'",
    "tribuo-plugin.txt, org.tributary.tribuo, ''"
  })
  void apiIsTheDocumentedOne(String file, String root, String others) throws IOException {
    String text = PublicApi.of(root, others.split(",")).text();
    if (Boolean.getBoolean("tributary.api.renew")) {
      Files.writeString(DOCS.resolve(file), text);
    }
    assertThat(text)
        .as(
            "public API in docs/api/%s: if the change is meant, renew the file as CONTRIBUTING.md says",
            file)
        .isEqualTo(Files.readString(DOCS.resolve(file)));
  }
}

package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintInputStreamTest {
  /** The hash is that of FIPS 180-2, appendix B.1. */
  @Test
  void fingerprintCoversTheWholeFileHoweverMuchIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("abc"), "abc");
    OffsetDateTime modified = OffsetDateTime.parse("2024-02-03T04:05:06Z");
    Files.setLastModifiedTime(file, FileTime.from(modified.toInstant()));
    for (int read = 0; read <= 3; read++) {
      try (FingerprintInputStream input = FingerprintInputStream.open(file)) {
        for (int i = 0; i < read; i++) {
          assertThat(input.read()).isEqualTo("abc".charAt(i));
        }
        assertThat(input.skip(1)).isEqualTo(Math.min(1, 3 - read)); // skipped bytes are hashed too
        assertThat(input.finish())
            .isEqualTo(
                new FingerprintInputStream.Fingerprint(
                    modified,
                    3,
                    "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
      }
    }
  }
}

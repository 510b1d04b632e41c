package org.tributary.tribuo.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Input texts for reader tests. */
public final class Texts {
  private Texts() {}

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(utf8(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns a CoNLL-U word line; every other column has a distinct value, so a mix-up is detected.
   */
  public static String word(String id, String form, String upos) {
    return String.join(
        "\t", id, form, "lemma" + id, upos, "x" + upos, "F=" + id, "0", "dep", "deps", "misc");
  }
}

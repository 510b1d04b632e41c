package org.tributary.text;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Input texts and streams for reader tests. */
public final class Texts {
  private Texts() {}

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static InputStream stream(String text) {
    return new ByteArrayInputStream(utf8(text));
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
   * Returns a stream that, like a pipe opened by its path, reads one byte per call and has no
   * available().
   */
  public static InputStream oneByteAtATime(byte[] bytes) {
    return new InputStream() {
      private int next;

      @Override
      public int read() {
        return next < bytes.length ? bytes[next++] & 0xff : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (next == bytes.length) {
          return -1;
        }
        target[offset] = bytes[next++];
        return 1;
      }

      @Override
      public int available() throws IOException {
        throw new IOException("Illegal seek");
      }
    };
  }

  /** Returns a stream that repeats the bytes forever. */
  public static InputStream endless(byte[] bytes) {
    return new InputStream() {
      private int next;

      @Override
      public int read() {
        int value = bytes[next] & 0xff;
        next = (next + 1) % bytes.length;
        return value;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int count = Math.min(length, bytes.length - next);
        System.arraycopy(bytes, next, target, offset, count);
        next = (next + count) % bytes.length;
        return count;
      }
    };
  }

  /**
   * Returns a CoNLL-U word line; every other column has a distinct value, so a mix-up is detected.
   */
  public static String word(String id, String form, String upos) {
    return String.join(
        "\t", id, form, "lemma" + id, upos, "x" + upos, "F=" + id, "0", "dep", "deps", "misc");
  }
}

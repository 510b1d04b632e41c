package org.tributary.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/**
 * An input stream that computes a file's fingerprint while the file is read. The hash covers
 * exactly the bytes that the data came from, and a pipe, which can be read only once, gets a
 * fingerprint too.
 */
public final class FingerprintInputStream extends DigestInputStream {
  /**
   * A file's modification time, size and hash, which identify one version of it.
   *
   * @param modified the file's last modification time
   * @param size the file's size in bytes
   * @param sha256 the SHA-256 of the file's bytes in upper-case hexadecimal
   */
  public record Fingerprint(OffsetDateTime modified, long size, String sha256) {}

  private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

  private static final int SKIPPED_AT_ONCE = 1 << 16;

  private final OffsetDateTime modified;
  private long size;

  private FingerprintInputStream(InputStream input, OffsetDateTime modified) {
    super(input, Sha256.digest());
    this.modified = modified;
  }

  /** Opens a file, plain or gzip. */
  public static FingerprintInputStream open(Path path) throws IOException {
    InputStream input = LineReader.open(path);
    try {
      return new FingerprintInputStream(
          input, Files.getLastModifiedTime(path).toInstant().atOffset(ZoneOffset.UTC));
    } catch (IOException e) {
      input.close();
      throw e;
    }
  }

  /** Reads the rest of the file and returns the fingerprint of the whole. */
  public Fingerprint finish() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    return new Fingerprint(modified, size, UPPER_CASE.formatHex(getMessageDigest().digest()));
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      size++;
    }
    return value;
  }

  /** Reads the bytes that it skips, since they are part of the hash. */
  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(Math.max(count, 0), SKIPPED_AT_ONCE)).length;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    size += Math.max(count, 0);
    return count;
  }
}

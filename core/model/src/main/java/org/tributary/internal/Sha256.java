package org.tributary.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 hashes. */
public final class Sha256 {
  private Sha256() {}

  /** Returns a new digest. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns the hash of the bytes that went through a digest, in hexadecimal digits. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the hash of what {@code content} writes, in hexadecimal digits. */
  public static String hex(AtomicFile.Content content) throws IOException {
    MessageDigest digest = digest();
    content.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return hex(digest);
  }
}

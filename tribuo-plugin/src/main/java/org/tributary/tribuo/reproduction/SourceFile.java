package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * A file as it was when data were read from it.
 *
 * @param path where it is looked for
 * @param sha256 its SHA-256 then, in hexadecimal
 * @param size its size then, in bytes
 */
record SourceFile(Path path, String sha256, long size) {

  /**
   * Reads the file and compares.
   *
   * @param role what the file is for, to begin the message with
   * @throws IrreproducibleException if it is not the same file
   */
  void check(String role) throws IrreproducibleException {
    if (!Files.isRegularFile(path)) {
      throw new IrreproducibleException(
          "%s: expected the file %s, found none; is it in another folder now?"
              .formatted(role, path));
    }
    try {
      requireSame(role, size + " bytes", Files.size(path) + " bytes");
      requireSame(role, "SHA-256 " + upper(sha256), "SHA-256 " + upper(hash()));
    } catch (IOException e) {
      throw new IrreproducibleException(
          "%s: the file %s cannot be read: %s".formatted(role, path, e.getMessage()), e);
    }
  }

  private void requireSame(String role, String expected, String found)
      throws IrreproducibleException {
    if (!found.equals(expected)) {
      throw new IrreproducibleException(
          "%s: the file %s has changed since: expected %s, found %s"
              .formatted(role, path, expected, found));
    }
  }

  private static String upper(String hash) {
    return hash.toUpperCase(Locale.ROOT);
  }

  private String hash() throws IOException {
    MessageDigest digest = ObjectProvenance.DEFAULT_HASH_TYPE.getDigest();
    try (InputStream file = new DigestInputStream(Files.newInputStream(path), digest)) {
      file.transferTo(OutputStream.nullOutputStream());
    }
    return ProvenanceUtil.bytesToHexString(digest.digest());
  }
}

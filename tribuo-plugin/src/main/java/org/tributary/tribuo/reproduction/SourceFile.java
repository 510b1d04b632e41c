package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * A file as it was when data were read from it.
 *
 * @param path where it is looked for
 * @param sha256 its SHA-256 then, in hexadecimal
 * @param size its size then, in bytes, where that is told
 */
record SourceFile(Path path, String sha256, OptionalLong size) {
  /** As the sources of this project write it; Tribuo's write the hash alone. */
  private static final String FILE_SIZE = "file-size";

  /**
   * The files that an object and its parts were read from, where they say their hashes. A hash is
   * that of an object's only file; of which of several it is, nothing says.
   */
  static List<SourceFile> ofAll(
      ConfiguredObjectProvenance object, ConfigurableRecovery rebuilding) {
    List<SourceFile> files = new ArrayList<>();
    List<FileProvenance> named =
        object.getConfiguredParameters().values().stream()
            .filter(FileProvenance.class::isInstance)
            .map(FileProvenance.class::cast)
            .toList();
    Map<String, PrimitiveProvenance<?>> values = object.getInstanceValues();
    if (named.size() == 1
        && values.get(DataSourceProvenance.RESOURCE_HASH) instanceof HashProvenance hash
        && hash.getType() == ObjectProvenance.DEFAULT_HASH_TYPE) {
      OptionalLong size =
          values.get(FILE_SIZE) instanceof LongProvenance bytes
              ? OptionalLong.of(bytes.getValue())
              : OptionalLong.empty();
      Path file = named.get(0).getValue().toPath();
      files.add(new SourceFile(rebuilding.place(file), hash.getValue(), size));
    }
    for (Provenance parameter : object.getConfiguredParameters().values()) {
      parts(parameter).forEach(part -> files.addAll(ofAll(part, rebuilding)));
    }
    return files;
  }

  private static List<ConfiguredObjectProvenance> parts(Provenance parameter) {
    List<ConfiguredObjectProvenance> parts = new ArrayList<>();
    if (parameter instanceof ConfiguredObjectProvenance part) {
      parts.add(part);
    } else if (parameter instanceof ListProvenance<?> list) {
      list.getList().forEach(element -> parts.addAll(parts(element)));
    } else if (parameter instanceof MapProvenance<?> map) {
      for (Pair<String, ? extends Provenance> value : map) {
        parts.addAll(parts(value.getB()));
      }
    }
    return parts;
  }

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
      if (size.isPresent()) {
        requireSame(role, size.getAsLong() + " bytes", Files.size(path) + " bytes");
      }
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

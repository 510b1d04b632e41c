package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tribuo.provenance.DataSourceProvenance;
import org.tributary.internal.Sha256;
import org.tributary.tribuo.data.internal.TokenFileProvenance;
import org.tributary.tribuo.internal.ProvenanceParts;

/**
 * A data file with its recorded hash and size.
 *
 * @param path the present path
 * @param sha256 the recorded SHA-256, in hexadecimal
 * @param size the recorded size in bytes, if any
 */
record SourceFile(Path path, String sha256, OptionalLong size) {
  /**
   * Returns the files of an object and its parts, if their hashes are recorded. Objects with
   * several files are skipped, because the provenance does not assign the hash to one of them.
   */
  static List<SourceFile> ofAll(Provenance object, ConfigurableRecovery recovery) {
    List<SourceFile> files = new ArrayList<>();
    if (object instanceof ConfiguredObjectProvenance configured) {
      of(configured, recovery).ifPresent(files::add);
    }
    for (Provenance part : ProvenanceParts.of(object).values()) {
      files.addAll(ofAll(part, recovery));
    }
    return files;
  }

  private static Optional<SourceFile> of(
      ConfiguredObjectProvenance object, ConfigurableRecovery recovery) {
    List<FileProvenance> recorded =
        object.getConfiguredParameters().values().stream()
            .filter(FileProvenance.class::isInstance)
            .map(FileProvenance.class::cast)
            .toList();
    Map<String, PrimitiveProvenance<?>> values = object.getInstanceValues();
    if (recorded.size() != 1
        || !(values.get(DataSourceProvenance.RESOURCE_HASH) instanceof HashProvenance hash)
        || hash.getType() != ObjectProvenance.DEFAULT_HASH_TYPE) {
      return Optional.empty();
    }
    OptionalLong size =
        values.get(TokenFileProvenance.FILE_SIZE) instanceof LongProvenance bytes // not Tribuo's
            ? OptionalLong.of(bytes.getValue())
            : OptionalLong.empty();
    Path file = recorded.get(0).getValue().toPath();
    return Optional.of(new SourceFile(recovery.locate(file), hash.getValue(), size));
  }

  /**
   * Compares the file with its recorded size and hash.
   *
   * @param role the file's role, for messages
   * @throws IrreproducibleException if the file is missing or has changed
   */
  void check(String role) throws IrreproducibleException {
    if (!Files.isRegularFile(path)) {
      throw missing(role, path.toString());
    }
    try {
      if (size.isPresent()) {
        requireSame(role, size.getAsLong() + " bytes", Files.size(path) + " bytes");
      }
      requireSame(
          role, "SHA-256 " + lower(sha256), "SHA-256 " + Sha256.hex(to -> Files.copy(path, to)));
    } catch (IOException e) {
      throw new IrreproducibleException(
          "%s: the file %s cannot be read: %s".formatted(role, path, e.getMessage()), e);
    }
  }

  /** Returns the exception for a file that does not exist. */
  static IrreproducibleException missing(String role, String path) {
    return new IrreproducibleException(
        "%s: expected the file %s, got none; was it moved to another folder? name that by RecoveredTraining.filesIn"
            .formatted(role, path));
  }

  private void requireSame(String role, String expected, String actual)
      throws IrreproducibleException {
    if (!actual.equals(expected)) {
      throw new IrreproducibleException(
          "%s: the file %s has changed since training: expected %s, got %s"
              .formatted(role, path, expected, actual));
    }
  }

  private static String lower(String hash) {
    return hash.toLowerCase(Locale.ROOT);
  }
}

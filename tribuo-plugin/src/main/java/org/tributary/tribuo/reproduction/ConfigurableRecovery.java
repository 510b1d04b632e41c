package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tributary.tribuo.internal.OutOfMemory;

/**
 * Re-creation of configured objects from their provenance.
 *
 * @param folder the folder that now holds their files; empty for the recorded paths
 */
record ConfigurableRecovery(Optional<Path> folder) {

  /**
   * Returns the present path of a recorded file: in the folder by its name or, if there is no such
   * file, by the longest existing suffix of its path, so that a/data and b/data can both have
   * moved.
   */
  Path locate(Path file) {
    return folder.map(f -> within(f, file)).orElse(file);
  }

  private static Path within(Path folder, Path file) {
    Path named = folder.resolve(file.getFileName());
    Path path = file.normalize();
    for (int from = 0; from < path.getNameCount() && !Files.isRegularFile(named); from++) {
      Path candidate = folder.resolve(path.subpath(from, path.getNameCount())).normalize();
      if (candidate.startsWith(folder.normalize()) && Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    return named;
  }

  /**
   * Re-creates an object.
   *
   * @param role the object's role, for messages
   * @throws IrreproducibleException if it cannot be created, or is no {@code type}
   */
  <T> T recover(String role, ConfiguredObjectProvenance provenance, Class<T> type)
      throws IrreproducibleException {
    Object created =
        create(
            role, provenance.getClassName(), RecordedPaths.configuration(provenance, this::locate));
    if (!type.isInstance(created)) {
      throw new IrreproducibleException(
          "%s: expected a %s, got a %s"
              .formatted(role, type.getSimpleName(), created.getClass().getName()));
    }
    return type.cast(created);
  }

  private static Configurable create(
      String role, String className, List<ConfigurationData> components)
      throws IrreproducibleException {
    try (ConfigurationManager manager = new ConfigurationManager()) {
      manager.addConfiguration(components);
      return manager.lookup(components.get(0).getName());
    } catch (RuntimeException | LinkageError e) {
      // OLCUT throws all of these for bad configurations: it loads classes by name
      throw new IrreproducibleException(
          "%s: %s cannot be re-created from its provenance: %s"
              .formatted(role, className, OutOfMemory.reason(e)),
          e);
    }
  }
}

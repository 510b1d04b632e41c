package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.ListProperty;
import com.oracle.labs.mlrg.olcut.config.property.MapProperty;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    Set<String> files = new HashSet<>();
    collectFiles(provenance, files);
    List<ConfigurationData> components = new ArrayList<>();
    for (ConfigurationData component : ProvenanceUtil.extractConfiguration(provenance)) {
      components.add(relocated(component, files));
    }
    Object created = create(role, provenance.getClassName(), components);
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
          "%s: %s cannot be re-created from its provenance: %s".formatted(role, className, root(e)),
          e);
    }
  }

  private static String root(Throwable thrown) {
    Throwable root = OutOfMemory.rootUnlessOutOfMemory(thrown);
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.replaceAll("\\s+", " ");
  }

  private ConfigurationData relocated(ConfigurationData component, Set<String> files) {
    Map<String, Property> properties = new TreeMap<>(component.getProperties());
    properties.replaceAll((name, property) -> relocated(property, files));
    return new ConfigurationData(component.getName(), component.getClassName(), properties);
  }

  private Property relocated(Property property, Set<String> files) {
    if (property instanceof SimpleProperty value) {
      return relocated(value, files);
    }
    if (property instanceof ListProperty list) {
      return new ListProperty(
          list.getSimpleList().stream().map(value -> relocated(value, files)).toList(),
          list.getClassList());
    }
    if (property instanceof MapProperty map) {
      Map<String, SimpleProperty> values = new TreeMap<>(map.getMap());
      values.replaceAll((key, value) -> relocated(value, files));
      return new MapProperty(values);
    }
    return property;
  }

  private SimpleProperty relocated(SimpleProperty value, Set<String> files) {
    return files.contains(value.getValue())
        ? new SimpleProperty(locate(Path.of(value.getValue())).toString())
        : value;
  }

  /** Collects the files that a provenance and its parts name. */
  private static void collectFiles(Provenance provenance, Set<String> files) {
    if (provenance instanceof FileProvenance file) {
      files.add(file.getValue().toString());
    } else if (provenance instanceof ConfiguredObjectProvenance object) {
      object.getConfiguredParameters().values().forEach(part -> collectFiles(part, files));
    } else if (provenance instanceof ListProvenance<?> list) {
      list.getList().forEach(part -> collectFiles(part, files));
    } else if (provenance instanceof MapProvenance<?> map) {
      for (Pair<String, ? extends Provenance> part : map) {
        collectFiles(part.getB(), files);
      }
    }
  }
}

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

/**
 * Makes configured objects anew from their provenance.
 *
 * @param folder where their files are now; empty for where they were
 */
record ConfigurableRecovery(Optional<Path> folder) {

  /**
   * Where a file of the provenance is looked for: in the folder by its name or, where there is none
   * such, by as much of its path as there is, so that a/data and b/data can both have moved.
   */
  Path place(Path file) {
    return folder.map(f -> within(f, file)).orElse(file);
  }

  private static Path within(Path folder, Path file) {
    Path named = folder.resolve(file.getFileName());
    Path path = file.normalize();
    for (int from = 0; from < path.getNameCount() && !Files.isRegularFile(named); from++) {
      Path place = folder.resolve(path.subpath(from, path.getNameCount())).normalize();
      if (place.startsWith(folder.normalize()) && Files.isRegularFile(place)) {
        return place;
      }
    }
    return named;
  }

  /**
   * Makes an object.
   *
   * @param role what it is, to begin the message with
   * @throws IrreproducibleException if it cannot be made, or is no {@code type}
   */
  <T> T rebuild(String role, ConfiguredObjectProvenance provenance, Class<T> type)
      throws IrreproducibleException {
    Set<String> files = new HashSet<>();
    collectFiles(provenance, files);
    List<ConfigurationData> components = new ArrayList<>();
    for (ConfigurationData component : ProvenanceUtil.extractConfiguration(provenance)) {
      components.add(moved(component, files));
    }
    Object made = made(role, provenance.getClassName(), components);
    if (!type.isInstance(made)) {
      throw new IrreproducibleException(
          "%s: expected a %s, got a %s"
              .formatted(role, type.getSimpleName(), made.getClass().getName()));
    }
    return type.cast(made);
  }

  private static Configurable made(
      String role, String className, List<ConfigurationData> components)
      throws IrreproducibleException {
    try (ConfigurationManager manager = new ConfigurationManager()) {
      manager.addConfiguration(components);
      return manager.lookup(components.get(0).getName());
    } catch (RuntimeException | LinkageError e) {
      // what OLCUT throws for what a configuration may hold: it loads classes by name
      throw new IrreproducibleException(
          "%s: %s cannot be made from its provenance: %s".formatted(role, className, root(e)), e);
    }
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.replaceAll("\\s+", " ");
  }

  private ConfigurationData moved(ConfigurationData component, Set<String> files) {
    Map<String, Property> properties = new TreeMap<>(component.getProperties());
    properties.replaceAll((name, property) -> moved(property, files));
    return new ConfigurationData(component.getName(), component.getClassName(), properties);
  }

  private Property moved(Property property, Set<String> files) {
    if (property instanceof SimpleProperty value) {
      return moved(value, files);
    }
    if (property instanceof ListProperty list) {
      return new ListProperty(
          list.getSimpleList().stream().map(value -> moved(value, files)).toList(),
          list.getClassList());
    }
    if (property instanceof MapProperty map) {
      Map<String, SimpleProperty> values = new TreeMap<>(map.getMap());
      values.replaceAll((key, value) -> moved(value, files));
      return new MapProperty(values);
    }
    return property;
  }

  private SimpleProperty moved(SimpleProperty value, Set<String> files) {
    return files.contains(value.getValue())
        ? new SimpleProperty(place(Path.of(value.getValue())).toString())
        : value;
  }

  /** The files that a provenance names, its parts' too. */
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

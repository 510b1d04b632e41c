package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.property.ListProperty;
import com.oracle.labs.mlrg.olcut.config.property.MapProperty;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.tributary.tribuo.internal.ProvenanceParts;

/** The paths of files in the configuration of a recorded object. */
final class RecordedPaths {
  private RecordedPaths() {}

  /**
   * Returns the configuration of a recorded object and its parts.
   *
   * @param paths returns the path to use instead of the recorded one of a file
   * @return the components, that of the object first
   */
  static List<ConfigurationData> configuration(
      ConfiguredObjectProvenance object, UnaryOperator<Path> paths) {
    Set<String> files = new HashSet<>();
    collectFiles(object, files);
    Map<String, String> replaced = new HashMap<>();
    files.forEach(file -> replaced.put(file, paths.apply(Path.of(file)).toString()));
    return replace(ProvenanceUtil.extractConfiguration(object), replaced);
  }

  private static List<ConfigurationData> replace(
      List<ConfigurationData> components, Map<String, String> paths) {
    return components.stream()
        .map(
            component -> {
              Map<String, Property> properties = new TreeMap<>(component.getProperties());
              properties.replaceAll((name, property) -> replaced(property, paths));
              return new ConfigurationData(
                  component.getName(), component.getClassName(), properties);
            })
        .toList();
  }

  private static Property replaced(Property property, Map<String, String> paths) {
    if (property instanceof SimpleProperty value) {
      return replaced(value, paths);
    }
    if (property instanceof ListProperty list) {
      return new ListProperty(
          list.getSimpleList().stream().map(value -> replaced(value, paths)).toList(),
          list.getClassList());
    }
    if (property instanceof MapProperty map) {
      Map<String, SimpleProperty> values = new TreeMap<>(map.getMap());
      values.replaceAll((key, value) -> replaced(value, paths));
      return new MapProperty(values);
    }
    return property;
  }

  private static SimpleProperty replaced(SimpleProperty value, Map<String, String> paths) {
    String path = paths.get(value.getValue());
    return path == null ? value : new SimpleProperty(path);
  }

  /** Collects the files that a provenance and its parts name. */
  private static void collectFiles(Provenance provenance, Set<String> files) {
    if (provenance instanceof FileProvenance file) {
      files.add(file.getValue().toString());
    }
    ProvenanceParts.of(provenance).values().forEach(part -> collectFiles(part, files));
  }
}

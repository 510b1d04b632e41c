package org.tributary.tribuo.internal.model;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;

/**
 * The gazetteer of a recorded extractor: the file at the recorded path or, if there is none, the
 * file of the same name beside the model. The extractor checks its SHA-256.
 */
final class RecordedGazetteer {
  private static final String CLASS = GazetteerFeatureExtractor.class.getName();
  private static final String PATH = "path";

  private RecordedGazetteer() {}

  /** Returns whether a component is an extractor with a gazetteer. */
  static boolean isOne(ConfigurationData component) {
    return component.getClassName().equals(CLASS);
  }

  /**
   * Returns a component with the path of its gazetteer; any other component as it is.
   *
   * @param folders the folders of the model's file, in the order of search; none for a stream
   * @throws IllegalStateException if the file is in none of these places
   */
  static ConfigurationData located(ConfigurationData component, List<Path> folders) {
    if (!isOne(component)
        || !(component.getProperties().get(PATH) instanceof SimpleProperty property)) {
      return component;
    }
    Path recorded;
    try {
      recorded = Path.of(property.getValue());
    } catch (InvalidPathException e) {
      return component; // the extractor refuses it
    }
    if (Files.exists(recorded) || recorded.getFileName() == null) {
      return component;
    }
    Path beside =
        folders.stream()
            .map(folder -> folder.resolve(recorded.getFileName()))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(absent(recorded, folders)));
    Map<String, Property> properties = new TreeMap<>(component.getProperties());
    properties.put(PATH, new SimpleProperty(beside.toString()));
    return new ConfigurationData(component.getName(), component.getClassName(), properties);
  }

  private static String absent(Path recorded, List<Path> folders) {
    return folders.isEmpty()
        ? "gazetteer: expected the file %s, with which the model was trained, got none; restore it, or load the model by its path and put the gazetteer beside it"
            .formatted(recorded)
        : "gazetteer: expected the file %s, with which the model was trained, or %s beside the model, got neither; copy it to the model's folder"
            .formatted(recorded, recorded.getFileName());
  }

  /** Returns whether two extractors are the same, wherever the files of their gazetteers are. */
  static boolean equal(ConfiguredObjectProvenance one, ConfiguredObjectProvenance other) {
    if (!one.getClassName().equals(other.getClassName())) {
      return false;
    }
    Map<String, Provenance> settings = new TreeMap<>(one.getConfiguredParameters());
    Map<String, Provenance> others = new TreeMap<>(other.getConfiguredParameters());
    if (one.getClassName().equals(CLASS)) {
      settings.remove(PATH);
      others.remove(PATH);
    }
    return settings.keySet().equals(others.keySet())
        && settings.entrySet().stream()
            .allMatch(each -> equal(each.getValue(), others.get(each.getKey())));
  }

  private static boolean equal(Provenance one, Provenance other) {
    if (one instanceof ConfiguredObjectProvenance inner
        && other instanceof ConfiguredObjectProvenance otherInner) {
      return equal(inner, otherInner);
    }
    return one.equals(other);
  }
}

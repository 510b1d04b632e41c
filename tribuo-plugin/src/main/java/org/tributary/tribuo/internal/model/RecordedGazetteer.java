package org.tributary.tribuo.internal.model;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;

/**
 * The gazetteer of a recorded extractor: of the file at the recorded path and those of its name
 * beside the model, the one with the recorded SHA-256.
 */
final class RecordedGazetteer {
  static final String CLASS = GazetteerFeatureExtractor.class.getName();
  static final String PATH = "path";
  private static final String SHA256 = "sha256";

  private RecordedGazetteer() {}

  /** Returns whether a component is an extractor with a gazetteer. */
  static boolean isGazetteer(ConfigurationData component) {
    return component.getClassName().equals(CLASS);
  }

  /**
   * Returns a component with the path of its gazetteer; any other component as it is.
   *
   * @param folders the folders of the model's file, in the order of search; none for a stream
   * @throws IllegalStateException if the file is in none of these places
   */
  static ConfigurationData located(ConfigurationData component, List<Path> folders) {
    if (!isGazetteer(component)
        || !(component.getProperties().get(PATH) instanceof SimpleProperty recorded)) {
      return component;
    }
    List<Path> files;
    try {
      files = files(recorded.getValue(), folders);
    } catch (InvalidPathException e) {
      return component; // the extractor refuses it
    }
    if (files.isEmpty()) {
      throw new IllegalStateException(absent(recorded.getValue(), folders));
    }
    Map<String, Property> properties = new TreeMap<>(component.getProperties());
    properties.put(PATH, new SimpleProperty(chosen(files, properties.get(SHA256)).toString()));
    return new ConfigurationData(component.getName(), component.getClassName(), properties);
  }

  /** Returns what exists at the recorded path and under its name in the folders. */
  private static List<Path> files(String recorded, List<Path> folders) {
    String name = name(recorded);
    return Stream.concat(
            Stream.of(Path.of(recorded)), folders.stream().map(folder -> folder.resolve(name)))
        .filter(Files::exists)
        .distinct()
        .toList();
  }

  /** Returns the name of a file, whose path may be of another operating system. */
  private static String name(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  /** Returns the file with the recorded hash, or the first, which the extractor then refuses. */
  private static Path chosen(List<Path> files, Property sha256) {
    if (files.size() == 1 || !(sha256 instanceof SimpleProperty hash)) {
      return files.get(0);
    }
    return files.stream()
        .filter(file -> hasHash(file, hash.getValue()))
        .findFirst()
        .orElse(files.get(0));
  }

  private static boolean hasHash(Path path, String sha256) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (FingerprintInputStream file = FingerprintInputStream.open(path)) {
      return file.finish().sha256().equalsIgnoreCase(sha256);
    } catch (IOException e) {
      return false; // the extractor gives the reason if no other file has the hash
    }
  }

  private static String absent(String recorded, List<Path> folders) {
    return folders.isEmpty()
        ? "gazetteer: expected the file %s, with which the model was trained, found none; restore it, or load the model by its path and put the gazetteer beside it"
            .formatted(recorded)
        : "gazetteer: expected the file %s, with which the model was trained, or %s beside the model, found neither; copy the gazetteer to the model's folder"
            .formatted(recorded, name(recorded));
  }
}

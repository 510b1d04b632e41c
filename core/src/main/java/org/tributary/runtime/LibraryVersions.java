package org.tributary.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.tensorflow.TensorFlow;

/**
 * The versions of Tributary and TensorFlow. Results may differ in the last bits across versions.
 */
public final class LibraryVersions {
  private static final String RESOURCE = "/org/tributary/version.properties";

  private LibraryVersions() {}

  /**
   * Returns the version of Tributary, such as {@code 0.1.0}, from a jar or a class folder.
   *
   * @throws IllegalStateException if the build did not write it
   */
  public static String tributary() {
    try (InputStream resource = LibraryVersions.class.getResourceAsStream(RESOURCE)) {
      return read(resource);
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot be read".formatted(RESOURCE), e);
    }
  }

  /**
   * Reads the version of Tributary.
   *
   * @param resource the properties file; null if it is missing
   */
  static String read(InputStream resource) throws IOException {
    if (resource == null) {
      throw new IllegalStateException(
          "Tributary's version: expected the resource %s on the class path, got none; was it left out when jars were merged?"
              .formatted(RESOURCE));
    }
    Properties properties = new Properties();
    properties.load(resource);
    String version = properties.getProperty("version", "");
    if (version.isEmpty() || version.startsWith("$")) {
      throw new IllegalStateException(
          "Tributary's version: expected it in the resource %s, got %s; were the classes compiled without Maven's process-resources?"
              .formatted(RESOURCE, version.isEmpty() ? "none" : version));
    }
    return version;
  }

  /**
   * Returns the version of TensorFlow's native libraries, such as {@code 2.18.0}.
   *
   * @throws IllegalStateException if the native libraries cannot be loaded
   */
  public static String tensorFlow() {
    JavaCppMemory.disableLimit();
    NativeLibraries.load();
    return TensorFlow.version();
  }
}

package org.tributary.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.tensorflow.TensorFlow;

/** The versions of the libraries that compute: numbers may differ in their last bits by them. */
public final class LibraryVersions {
  private static final String RESOURCE = "/org/tributary/version.properties";

  private LibraryVersions() {}

  /**
   * The version of Tributary, such as {@code 0.1.0}, from a jar or a folder of classes.
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
   * @param resource null if there is none
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
   * The version of TensorFlow's natives, such as {@code 2.18.0}.
   *
   * @throws IllegalStateException if they cannot be loaded
   */
  public static String tensorFlow() {
    JavaCppMemory.leaveUnwatched();
    NativeLibraries.load();
    return TensorFlow.version();
  }
}

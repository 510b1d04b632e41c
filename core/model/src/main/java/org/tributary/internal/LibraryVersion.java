package org.tributary.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library. */
public final class LibraryVersion {
  private static final String RESOURCE = "/org/tributary/version.properties";

  private LibraryVersion() {}

  /**
   * Returns the version of Tributary, such as {@code 0.1.0}, from a jar or a class folder.
   *
   * @throws IllegalStateException if the build did not write it
   */
  public static String get() {
    try (InputStream resource = LibraryVersion.class.getResourceAsStream(RESOURCE)) {
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
}

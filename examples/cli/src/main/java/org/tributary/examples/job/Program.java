package org.tributary.examples.job;

import java.io.File;
import java.util.Optional;

/** This program as it was started. */
public final class Program {

  private Program() {}

  /**
   * The version in the jar's manifest.
   *
   * @return such as {@code 0.1.0}, or {@code (not packaged)} where the classes stand in a folder
   */
  public static String version() {
    return Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  /**
   * How to start it again from the same folder.
   *
   * @return such as {@code java -jar target/tributary.jar}, or {@code tributary} where it was not
   *     started from a jar
   */
  public static String invocation() {
    String path = System.getProperty("java.class.path", "");
    return path.endsWith(".jar") && !path.contains(File.pathSeparator)
        ? "java -jar " + path
        : "tributary";
  }
}

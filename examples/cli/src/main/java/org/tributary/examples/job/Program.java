package org.tributary.examples.job;

import java.io.File;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;
import org.tribuo.Tribuo;
import org.tributary.examples.report.FactSheet.Fact;

/** The version and command line of this program, and the versions of its libraries. */
public final class Program {

  private Program() {}

  /**
   * Returns the version in the jar's manifest.
   *
   * @return a version such as {@code 0.1.0}, or {@code (not packaged)} if the classes are not in a
   *     jar
   */
  public static String version() {
    return Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  /**
   * Returns the command that starts the program from the same folder.
   *
   * @return a command such as {@code java -jar target/tributary.jar}, or {@code tributary} if the
   *     program was not started from a jar
   */
  public static String invocation() {
    String path = System.getProperty("java.class.path", "");
    return path.endsWith(".jar") && !path.contains(File.pathSeparator)
        ? "java -jar " + path
        : "tributary";
  }

  /** Returns the versions of the software of this process. */
  public static List<Fact> versions() {
    return List.of(
        new Fact("Tributary", version()),
        new Fact("TensorFlow", TensorFlow.version()),
        new Fact("Tribuo", Tribuo.VERSION),
        new Fact("Java", Runtime.version() + ", " + System.getProperty("java.vm.name")));
  }
}

package org.tributary.examples.job;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.tensorflow.TensorFlow;
import org.tribuo.Tribuo;
import org.tributary.examples.report.FactSheet.Fact;

/** The command that starts this program, its version, and the versions of its libraries. */
public final class Program {

  private Program() {}

  /**
   * Returns what {@code --version} prints: the version and commit, Java, TensorFlow. TensorFlow's
   * version is that of its Java library, which needs no native library to tell.
   *
   * @param name the name of the program
   */
  public static List<String> about(String name) {
    return List.of(
        "%s %s (commit %s)"
            .formatted(
                name,
                version(),
                property("build.properties", "commit")
                    .filter(commit -> !commit.startsWith("$"))
                    .orElse("unknown")),
        "Java " + java(),
        "TensorFlow Java "
            + property(
                    "/META-INF/maven/org.tensorflow/tensorflow-core-api/pom.properties", "version")
                .orElse("(not on the class path)"));
  }

  private static String version() {
    return property("build.properties", "version").orElse("unknown");
  }

  private static String java() {
    return Runtime.version() + ", " + System.getProperty("java.vm.name");
  }

  /** Returns a property of a resource, or nothing if one of them is missing or empty. */
  private static Optional<String> property(String resource, String name) {
    Properties properties = new Properties();
    try (InputStream in = Program.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot be read".formatted(resource), e);
    }
    return Optional.ofNullable(properties.getProperty(name)).filter(value -> !value.isEmpty());
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
        new Fact("Java", java()));
  }
}

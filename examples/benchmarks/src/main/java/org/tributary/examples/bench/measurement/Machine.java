package org.tributary.examples.bench.measurement;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.TensorFlow;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * The hardware and software environment of a benchmark.
 *
 * @param processor processor name, or "unknown processor"
 * @param processors number of processors available to the JVM
 * @param system operating system and architecture
 * @param java version of the JVM
 * @param tensorflow version of the native library
 * @param threads sizes of TensorFlow's thread pools
 */
public record Machine(
    String processor,
    int processors,
    String system,
    String java,
    String tensorflow,
    String threads) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Returns the environment of this process. */
  public static Machine here() {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.version"),
        TensorFlow.version(),
        TensorFlowRuntime.threads().toString());
  }

  private static String processorName() {
    if (!Files.isReadable(CPU_INFO)) {
      return "unknown processor";
    }
    try (var lines = Files.lines(CPU_INFO, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }

  /** Returns an object with one member per component. */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("processor", processor)
        .put("processors", processors)
        .put("system", system)
        .put("java", java)
        .put("tensorflow", tensorflow)
        .put("threads", threads);
  }

  @Override
  public String toString() {
    return "%d x %s, %s, Java %s, TensorFlow %s, threads %s"
        .formatted(processors, processor, system, java, tensorflow, threads);
  }
}

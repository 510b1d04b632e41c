package org.tributary.examples.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.TensorFlow;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * What a benchmark ran on.
 *
 * @param processor its name, where the system tells it
 * @param processors how many the JVM may use
 * @param system operating system and architecture
 * @param java the JVM's version
 * @param tensorflow the native library's version
 * @param threads the sizes of its pools
 */
public record Machine(
    String processor,
    int processors,
    String system,
    String java,
    String tensorflow,
    String threads) {

  private static final Path PROCESSOR_FACTS = Path.of("/proc/cpuinfo");

  /** This one. */
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
    if (!Files.isReadable(PROCESSOR_FACTS)) {
      return "unknown processor";
    }
    try (var lines = Files.lines(PROCESSOR_FACTS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }

  /** An object with a member for each fact. */
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

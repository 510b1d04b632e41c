package org.tributary.train.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Gradients of random graphs of a user's own against PyTorch's, by {@code
 * docs/golden/own_graphs.py}: 60 stored graphs, or those in the folder {@code tributary.graphs}.
 */
class OwnGraphsTest {
  private static final double TOLERANCE = 2e-4;

  @Test
  void gradientsMatchTorch() throws IOException {
    String folder = System.getProperty("tributary.graphs");
    int compared = 0;
    if (folder == null) {
      compared +=
          compare(
              OwnGraphsTest.class.getResourceAsStream("/org/tributary/golden/own_graphs.jsonl.gz"));
    } else {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), "*.jsonl.gz")) {
        for (Path file : files) {
          compared += compare(Files.newInputStream(file));
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(60);
  }

  private static int compare(InputStream compressed) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> graphs;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(compressed), StandardCharsets.UTF_8))) {
      graphs = lines.lines().toList();
    }
    assertThat(graphs.parallelStream().flatMap(line -> wrong(json, line).stream())).isEmpty();
    return graphs.size();
  }

  /** Returns what is wrong with the gradients of a graph, if anything. */
  private static Optional<String> wrong(ObjectMapper json, String line) {
    String seed = line.substring(0, line.indexOf(','));
    try (OwnGraph graph = new OwnGraph(json.readTree(line))) {
      double error = graph.compare();
      return error <= TOLERANCE
          ? Optional.empty()
          : Optional.of("%s: relative error %s".formatted(seed, error));
    } catch (AssertionError | RuntimeException | IOException e) {
      return Optional.of(seed + ": " + e);
    }
  }
}

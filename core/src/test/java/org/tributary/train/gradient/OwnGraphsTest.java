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
import java.util.ArrayList;
import java.util.List;
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
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(Path.of(folder), "*.jsonl.gz")) {
        for (Path file : files) {
          compared += compare(Files.newInputStream(file));
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(60);
  }

  private static int compare(InputStream compressed) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(compressed), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        compared++;
        try (OwnGraph graph = new OwnGraph(json.readTree(line))) {
          double error = graph.compare();
          if (!(error <= TOLERANCE)) {
            wrong.add("relative error " + error + " of graph " + line.substring(0, 20));
          }
        } catch (AssertionError | RuntimeException e) {
          wrong.add(line.substring(0, 20) + ": " + e);
        }
      }
    }
    assertThat(wrong).isEmpty();
    return compared;
  }
}

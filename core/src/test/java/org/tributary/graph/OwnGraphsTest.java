package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tributary.golden.TorchScript;

/**
 * Gradients of random graphs of a user's own against PyTorch's, by {@code
 * docs/golden/own_graphs.py}: 60 stored graphs, or as many as the property {@code tributary.graphs}
 * says, of the seed {@code tributary.graphs.seed}, drawn meanwhile by {@code tributary.python}.
 */
class OwnGraphsTest {
  /** Number of graphs after which the report is written. */
  private static final int CHUNK = 100;

  private final ObjectMapper json = new ObjectMapper();
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Double> errors = new TreeMap<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private int compared;

  @Test
  void gradientsMatchTorch() throws IOException, InterruptedException {
    int count = Integer.getInteger("tributary.graphs", 0);
    if (count == 0) {
      TorchScript.stored("own_graphs.jsonl.gz", lines -> compare(lines, "stored"));
      count = 60;
    } else {
      String seed = System.getProperty("tributary.graphs.seed", "1");
      TorchScript.run(
          "own_graphs.py",
          lines -> compare(lines, "seed " + seed),
          "--random",
          String.valueOf(count),
          "--seed",
          seed);
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isEqualTo(count);
  }

  private void compare(BufferedReader lines, String name) throws IOException {
    List<String> chunk = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      chunk.add(line);
      if (chunk.size() == CHUNK) {
        compare(chunk, name);
        chunk.clear();
      }
    }
    compare(chunk, name);
  }

  private void compare(List<String> graphs, String name) throws IOException {
    graphs.parallelStream().forEach(this::compare);
    compared += graphs.size();
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("own-graphs.txt"),
        "%s: %d graphs compared%nwrong: %d %s%nrefused: %s%nlargest errors: %s%n"
            .formatted(name, compared, wrong.size(), wrong, refusals, errors));
  }

  /** Compares a graph, and notes what is wrong with its gradients, if anything. */
  private void compare(String line) {
    try (OwnGraph graph = new OwnGraph(json.readTree(line))) {
      graph.compare();
      synchronized (this) {
        graph.errors().forEach((kind, error) -> errors.merge(kind, error, Math::max));
        graph.refusals().forEach((reason, count) -> refusals.merge(reason, count, Integer::sum));
      }
    } catch (AssertionError | RuntimeException | IOException e) {
      wrong.add(line.substring(0, line.indexOf(',')) + ": " + e);
    }
  }
}

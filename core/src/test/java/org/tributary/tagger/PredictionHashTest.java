package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.head.LabelDistributions;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.testing.ChildProcess;

/**
 * Predictions have the same bits in every batch and thread and in every JVM. The hashes change only
 * with the arithmetic, which is to be noted in the changelog.
 */
class PredictionHashTest {
  static final List<String> NAMES = PredictionHash.NAMES;

  private static final Map<String, String> HASHES = new LinkedHashMap<>();

  static {
    HASHES.put("lstm", "5211d6de5fd9c589");
    HASHES.put("gru", "23365dcc2e9db932");
    HASHES.put("rnn", "62f871126949194d");
    HASHES.put("cnn", "f33b30956ec690b2");
    HASHES.put("crf", "83bb440309cc828d");
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void hashesAreThoseOfAnyBatchAndOrder(String name) {
    List<FeatureSequence> sentences = PredictionHash.sentences(name);
    try (SequenceTagger tagger = PredictionHash.tagger(name)) {
      for (int size : new int[] {sentences.size(), 1, 2, 5, 9}) {
        assertThat(PredictionHash.hash(PredictionHash.inBatches(tagger, sentences, size, size)))
            .as("%s in batches of %d", name, size)
            .isEqualTo(HASHES.get(name));
      }
    }
  }

  @Test
  void hashesAreThoseOfManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (SequenceTagger tagger = PredictionHash.tagger("lstm")) {
      List<FeatureSequence> sentences = PredictionHash.sentences("lstm");
      List<Future<List<LabelDistributions>>> calls = new ArrayList<>();
      for (int k = 0; k < 12; k++) {
        int size = 1 + k;
        calls.add(threads.submit(() -> PredictionHash.inBatches(tagger, sentences, size, size)));
      }
      for (Future<List<LabelDistributions>> call : calls) {
        assertThat(PredictionHash.hash(call.get())).isEqualTo(HASHES.get("lstm"));
      }
    } finally {
      threads.shutdown();
    }
  }

  /**
   * The interpreter alone, C1 alone, and C2 with the vectors of AVX2 and with all that the
   * processor has, with loops and with the Vector API, which is Java code like any other except to
   * C2.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint",
        "-XX:TieredStopAtLevel=1",
        "-XX:TieredStopAtLevel=4 -XX:UseAVX=2",
        "-XX:TieredStopAtLevel=4",
        "--add-modules jdk.incubator.vector -XX:TieredStopAtLevel=1",
        "--add-modules jdk.incubator.vector -XX:TieredStopAtLevel=4"
      })
  void hashesAreThoseOfEveryJvm(String options) throws Exception {
    List<String> all = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
    all.addAll(List.of(options.split(" ")));
    int predictions = options.contains("=4") ? 60 : 1; // until C2 has compiled the loops
    assertThat(lines(all, predictions))
        .containsExactlyElementsOf(
            HASHES.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  private static List<String> lines(List<String> options, int predictions)
      throws IOException, InterruptedException {
    Process process =
        ChildProcess.builder(
                System.getProperty("java.class.path"),
                options,
                PredictionHash.class,
                Integer.toString(predictions))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output.lines().toList();
  }
}

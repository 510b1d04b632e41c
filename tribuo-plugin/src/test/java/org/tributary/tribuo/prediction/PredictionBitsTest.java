package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.fixture.ChildProcess;
import org.tributary.tribuo.fixture.Data;

/** Bitwise equality of probabilities: alone, in any batch, after loading, in many threads. */
class PredictionBitsTest {
  private static final List<SequenceExample<Label>> SEQUENCES =
      Data.words(CaseSelection.count(30, 60), 60, 5);

  /** The number of predictions of each thread. */
  private static final int EACH = CaseSelection.count(6, 20);

  private static LstmTaggerModel model;
  private static List<List<Double>> alone;

  /** Trains a model of realistic size for one epoch. */
  @BeforeAll
  static void train() {
    model =
        LstmTaggerTrainer.builder()
            .hiddenSize(200)
            .layers(2)
            .epochs(1)
            .build()
            .train(Data.dataset(SEQUENCES));
    alone = SEQUENCES.stream().map(s -> Data.probabilities(model.predict(s))).toList();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void bitsAreTheSameInABatch() {
    assertThat(probabilities(model.predict(SEQUENCES))).isEqualTo(alone);
    assertThat(probabilities(model.predict(SEQUENCES.subList(20, 23))))
        .isEqualTo(alone.subList(20, 23));
  }

  @Test
  void bitsAreTheSameAfterLoading(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("tagger.tribuo");
    model.save(file);
    try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
      assertThat(probabilities(loaded.predict(SEQUENCES))).isEqualTo(alone);
      assertThat(Data.probabilities(loaded.predict(SEQUENCES.get(7)))).isEqualTo(alone.get(7));
    }
  }

  @Test
  void bitsAreTheSameInAFreshProcess(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("tagger.tribuo");
    model.save(file);
    List<String> printed =
        ChildProcess.run(
            PrintProbabilities.class, file.toString(), Integer.toString(SEQUENCES.size()));
    List<String> expected = new ArrayList<>();
    alone.forEach(p -> expected.add(PrintProbabilities.line(p)));
    assertThat(printed).isEqualTo(expected);
  }

  @Test
  void bitsAreTheSameIn16Threads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<List<List<Double>>>> results = new ArrayList<>();
      for (int thread = 0; thread < 16; thread++) {
        int first = thread;
        results.add(
            threads.submit(
                () -> {
                  List<List<Double>> own = new ArrayList<>();
                  for (int k = 0; k < EACH; k++) {
                    int at = (first * 5 + k) % SEQUENCES.size();
                    own.add(Data.probabilities(model.predict(SEQUENCES.get(at))));
                  }
                  return own;
                }));
      }
      for (int thread = 0; thread < 16; thread++) {
        List<List<Double>> own = results.get(thread).get();
        for (int k = 0; k < EACH; k++) {
          assertThat(own.get(k)).isEqualTo(alone.get((thread * 5 + k) % SEQUENCES.size()));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<List<Double>> probabilities(List<List<Prediction<Label>>> predictions) {
    return predictions.stream().map(Data::probabilities).toList();
  }
}

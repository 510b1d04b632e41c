package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;

class ConcurrentTrainingTest {
  private static final SequenceDataset<Label> DATA = Data.dataset(Data.random(16, 8, 8));

  @Test
  void concurrentTrainersYieldTheirSequentialModels() throws Exception {
    List<ByteString> alone = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      alone.add(trained(trainer(seed)));
    }
    assertThat(alone).doesNotHaveDuplicates();
    List<Callable<ByteString>> concurrent =
        IntStream.range(0, 4)
            .<Callable<ByteString>>mapToObj(seed -> () -> trained(trainer(seed)))
            .toList();
    assertThat(inParallel(concurrent)).isEqualTo(alone);
  }

  @Test
  void concurrentCallsOfOneTrainerYieldItsFirstInvocations() throws Exception {
    LstmTaggerTrainer sequential = trainer(1);
    List<ByteString> alone = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      alone.add(trained(sequential));
    }
    LstmTaggerTrainer shared = trainer(1);
    assertThat(
            inParallel(
                List.of(
                    () -> trained(shared),
                    () -> trained(shared),
                    () -> trained(shared),
                    () -> trained(shared))))
        .containsExactlyInAnyOrderElementsOf(alone);
    assertThat(shared.getInvocationCount()).isEqualTo(4);
  }

  private static LstmTaggerTrainer trainer(int seed) {
    return Data.smallTrainer().hiddenSize(24).layers(1).batchSize(4).epochs(2).seed(seed).build();
  }

  private static ByteString trained(LstmTaggerTrainer trainer) {
    try (LstmTaggerModel model = trainer.train(DATA)) {
      return Stored.withoutProvenance(model);
    }
  }

  private static List<ByteString> inParallel(List<Callable<ByteString>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<ByteString> results = new ArrayList<>();
      for (Future<ByteString> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}

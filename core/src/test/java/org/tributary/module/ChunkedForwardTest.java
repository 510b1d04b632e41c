package org.tributary.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.random.TorchRandom;
import org.tributary.testing.CaseSelection;

/** Tests chunked forward passes against a single pass over the whole batch. */
class ChunkedForwardTest {
  private static final int STEPS = 11;
  private static final int[] LENGTHS = {4, 11, 0, 9, 1, 8, 5};

  private static final ChunkSize CHUNK = new ChunkSize(2, 3);

  static Stream<Recurrent> definitions() {
    return Stream.concat(Definitions.forward().stream(), Definitions.bidirectional().stream());
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void chunkedForwardMatchesWhole(Recurrent definition) {
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2))) {
      RecurrentInput uneven = input(definition).lengths(LENGTHS);
      for (RecurrentInput input : List.of(uneven, input(definition))) {
        RecurrentOutput whole = module.forward(input);
        BatchedInput batch = new BatchedInput(definition, input);
        for (int steps : CaseSelection.everyNth(2, List.of(1, 2, 4, 10, 11, 50))) {
          assertClose(module.forwardInChunks(batch, new ChunkSize(7, steps)), whole);
        }
        for (int rows : CaseSelection.everyNth(2, List.of(2, 1, 3, 6, 50))) {
          assertClose(module.forwardInChunks(batch, new ChunkSize(rows, 4)), whole);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void chunkedForwardMatchesWholeForUnbatchedInput(Recurrent definition) {
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2))) {
      RecurrentInput input = RecurrentInput.of(Rows.draw(3, STEPS, Definitions.IN));
      assertClose(
          module.forwardInChunks(new BatchedInput(definition, input), CHUNK),
          module.forward(input));
    }
  }

  @Test
  void paddingValuesDoNotAffectOutputs() {
    Recurrent definition = Recurrent.lstm(Definitions.IN).hidden(5).bidirectional();
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2))) {
      RecurrentInput input = input(definition).lengths(LENGTHS);
      FloatTensor filled = Rows.filled(definition, input.values(), Float.NaN, LENGTHS);
      RecurrentInput other =
          RecurrentInput.of(filled).lengths(LENGTHS).from(input.initial().orElseThrow());
      assertThat(module.forwardInChunks(new BatchedInput(definition, other), CHUNK))
          .isEqualTo(module.forwardInChunks(new BatchedInput(definition, input), CHUNK));
    }
  }

  @Test
  void emptyRowsKeepTheirState() {
    Recurrent definition = Recurrent.gru(Definitions.IN).hidden(5).layers(2).bidirectional();
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2))) {
      RecurrentInput input = input(definition).lengths(0, 0, 0, 0, 0, 0, 0);
      RecurrentOutput out = module.forwardInChunks(new BatchedInput(definition, input), CHUNK);
      assertThat(out.finalState()).isEqualTo(input.initial().orElseThrow());
      assertThat(out.output()).isEqualTo(FloatTensor.zeros(STEPS, LENGTHS.length, 10));
    }
  }

  /** 64 rows with 3 · 1 + 8 · 64 values per step. */
  @Test
  void longBatchIsChunked() {
    Recurrent definition = Recurrent.rnn(1).hidden(32).bidirectional();
    assertThat(ChunkSize.isRequired(definition, batch(definition, 1900))).isFalse();
    assertThat(ChunkSize.isRequired(definition, batch(definition, 2000))).isTrue();
    assertThat(
            ChunkSize.isRequired(definition.kernel(Kernels.reference()), batch(definition, 2000)))
        .isFalse();
    RecurrentInput input = RecurrentInput.of(Rows.draw(4, 2000, 64, 1));
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2))) {
      RecurrentOutput chunked = module.forward(input);
      BatchedInput batch = new BatchedInput(definition, input);
      assertThat(module.forward(input.dropoutSeed(1))).isEqualTo(chunked); // no dropout configured
      assertThat(module.forwardInChunks(batch, ChunkSize.of(definition, 64))).isEqualTo(chunked);
      assertClose(chunked, module.forwardInChunks(batch, new ChunkSize(64, 2000)));
    }
  }

  @Test
  void chunkSizeIsBoundedForAnyLayer() {
    assertThat(ChunkSize.of(Recurrent.rnn(1).hidden(32).bidirectional(), 64))
        .isEqualTo(new ChunkSize(64, 2_000_000 / (515 * 64)));
    assertThat(ChunkSize.of(Recurrent.lstm(512).hidden(512), 4096))
        .isEqualTo(new ChunkSize(171, 16));
    assertThat(ChunkSize.of(Recurrent.gru(2_000_000).hidden(1), 9)).isEqualTo(new ChunkSize(1, 16));
    Recurrent narrow = Recurrent.lstm(1).hidden(1000).projection(1);
    assertThat(ChunkSize.of(narrow, 1).steps()).isEqualTo(2_000_000 / 8003);
    assertThat(ChunkSize.isRequired(narrow, batch(narrow, 200))).isTrue();
  }

  @Test
  void closedModuleIsRejected() {
    Recurrent definition = Recurrent.lstm(1).hidden(64).bidirectional();
    RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2));
    module.close();
    RecurrentInput input = RecurrentInput.of(FloatTensor.zeros(20_000, 4, 1)).lengths(0, 0, 0, 0);
    assertThat(ChunkSize.isRequired(definition, new BatchedInput(definition, input))).isTrue();
    assertThatThrownBy(() -> module.forward(input)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void outputBeyondArrayLimitIsRejected() {
    Recurrent definition = Recurrent.lstm(1).hidden(256).bidirectional();
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2))) {
      RecurrentInput input = RecurrentInput.of(FloatTensor.zeros(5_000_000, 1, 1));
      assertThatThrownBy(() -> module.forward(input))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("output: expected at most")
          .hasMessageContaining("[5000000, 1, 512]");
    }
  }

  @Test
  void unsupportedKernelIsRejected() {
    Recurrent definition = Recurrent.gru(Definitions.IN).hidden(5).kernel(Kernels.named("block"));
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(2))) {
      BatchedInput batch = new BatchedInput(definition, input(definition));
      for (int k = 0; k < 2; k++) {
        assertThatThrownBy(() -> module.forwardInChunks(batch, CHUNK))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("runs LSTMs only, not a GRU");
      }
    }
  }

  private static BatchedInput batch(Recurrent definition, int steps) {
    return new BatchedInput(definition, RecurrentInput.of(FloatTensor.zeros(steps, 64, 1)));
  }

  private static RecurrentInput input(Recurrent definition) {
    List<FloatTensor> parts = new ArrayList<>();
    for (int size : definition.cell().stateSizes()) {
      parts.add(Rows.draw(size + 20L, definition.stateCount(), LENGTHS.length, size));
    }
    return RecurrentInput.of(Rows.batch(definition, 6, STEPS, LENGTHS.length, Definitions.IN))
        .from(RecurrentState.of(definition.cell(), parts));
  }

  private static void assertClose(RecurrentOutput actual, RecurrentOutput expected) {
    assertClose(actual.output(), expected.output());
    for (int k = 0; k < expected.finalState().parts().size(); k++) {
      assertClose(actual.finalState().parts().get(k), expected.finalState().parts().get(k));
    }
    assertClose(actual.lastForward(), expected.lastForward());
    assertThat(actual.lastReverse().isPresent()).isEqualTo(expected.lastReverse().isPresent());
    expected.lastReverse().ifPresent(last -> assertClose(actual.lastReverse().get(), last));
  }

  private static void assertClose(FloatTensor actual, FloatTensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    float[] values = actual.values();
    float[] others = expected.values();
    for (int k = 0; k < values.length; k++) {
      if (!(Math.abs(values[k] - others[k]) <= 2e-6f)) {
        fail("element %d: expected %s, got %s".formatted(k, others[k], values[k]));
      }
    }
  }
}

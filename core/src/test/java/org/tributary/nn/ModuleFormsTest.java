package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.InterruptedCallException;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.ChildProcess;

/** The two forms of a module, on Java arrays and in a graph. */
class ModuleFormsTest {
  private static final Recurrent DEFINITION = Recurrent.lstm(3).hidden(4).layers(2);
  private static final ParameterValues FIRST = drawn(DEFINITION, 1);
  private static final ParameterValues SECOND = drawn(DEFINITION, 2);

  private static ParameterValues drawn(Recurrent definition, long seed) {
    return ParameterValues.draw(definition.parameters(), TorchRandom.seeded(seed));
  }

  static Stream<Integer> seeds() {
    return IntStream.range(0, CaseSelection.count(12, 200)).boxed();
  }

  /** Random layers, sizes, lengths and initial states. */
  @ParameterizedTest
  @MethodSource("seeds")
  void formsAgree(int seed) {
    Random random = new Random(seed);
    Recurrent definition = definition(random);
    int steps = 1 + random.nextInt(20);
    int[] lengths =
        IntStream.range(0, 1 + random.nextInt(12)).map(k -> random.nextInt(steps + 1)).toArray();
    RecurrentInput input = input(definition, seed, steps, lengths);
    ParameterValues values = drawn(definition, seed);
    try (RecurrentModule arrays = withoutGraph(definition, values);
        RecurrentModule graph = UnoptimizedModule.of(definition, values)) {
      assertClose(arrays.forward(input), graph.forward(input));
      FloatTensor single = Rows.draw(seed, steps, definition.inputSize());
      assertClose(
          arrays.forward(RecurrentInput.of(single)), graph.forward(RecurrentInput.of(single)));
    }
  }

  private static Recurrent definition(Random random) {
    int in = 1 + random.nextInt(40);
    int hidden = 2 + random.nextInt(40);
    Recurrent layer =
        switch (random.nextInt(5)) {
          case 0 -> Recurrent.gru(in).hidden(hidden);
          case 1 -> Recurrent.rnn(in).hidden(hidden);
          case 2 -> Recurrent.lstm(in).hidden(hidden).projection(1 + random.nextInt(hidden - 1));
          default -> Recurrent.lstm(in).hidden(hidden);
        };
    layer = layer.layers(1 + random.nextInt(3));
    layer = random.nextBoolean() ? layer.bidirectional() : layer;
    layer = random.nextBoolean() ? layer.batchFirst() : layer;
    layer = random.nextInt(3) == 0 ? layer.withoutBias() : layer;
    return switch (random.nextInt(3)) {
      case 0 -> layer.residual();
      case 1 -> layer.highway();
      default -> layer;
    };
  }

  private static RecurrentInput input(Recurrent definition, long seed, int steps, int... lengths) {
    List<FloatTensor> parts = new ArrayList<>();
    for (int size : definition.cell().stateSizes()) {
      parts.add(Rows.draw(seed + 20L, definition.stateCount(), lengths.length, size));
    }
    return RecurrentInput.of(
            Rows.batch(definition, seed, steps, lengths.length, definition.inputSize()))
        .lengths(lengths)
        .from(RecurrentState.of(definition.cell(), parts));
  }

  /** Returns a module whose graph cannot be opened. */
  private static RecurrentModule withoutGraph(Recurrent definition, ParameterValues values) {
    return new RecurrentModule(
        definition,
        values,
        definition::inference,
        graph -> {
          throw new IllegalStateException("test: expected no graph");
        });
  }

  /** Groups of rows on several threads have the bits of each row alone. */
  @Test
  void groupsOfRowsHaveTheBitsOfRowsAlone() {
    Recurrent definition = Recurrent.gru(5).hidden(6).layers(2).bidirectional().batchFirst();
    ParameterValues values = drawn(definition, 1);
    int[] lengths = {7, 0, 9, 3, 9, 1, 8, 2, 5};
    RecurrentInput input = input(definition, 3, 9, lengths);
    RecurrentOutput batch = onArrays(definition, values, input, Integer.MAX_VALUE);
    for (int row = 0; row < lengths.length; row++) {
      RecurrentState initial = state(definition, input.initial().orElseThrow(), row);
      RecurrentState last = state(definition, batch.finalState(), row);
      if (lengths[row] == 0) {
        assertThat(last).isEqualTo(initial);
        continue;
      }
      FloatTensor x = Rows.row(definition, input.values(), row, lengths[row]);
      RecurrentOutput alone = onArrays(definition, values, RecurrentInput.of(x).from(initial), 1);
      assertThat(Rows.row(definition, batch.output(), row, lengths[row])).isEqualTo(alone.output());
      assertThat(last).isEqualTo(alone.finalState());
    }
  }

  /**
   * @param work the work that the pass takes itself for, by which it is split
   */
  private static RecurrentOutput onArrays(
      Recurrent definition, ParameterValues values, RecurrentInput input, long work) {
    return new ArrayForward(
            definition,
            definition.inference(values).orElseThrow(),
            new BatchedInput(definition, input),
            work)
        .output();
  }

  private static RecurrentState state(Recurrent definition, RecurrentState all, int row) {
    return RecurrentState.of(
        definition.cell(), all.parts().stream().map(part -> Rows.state(part, row)).toList());
  }

  /** 99,328 parameters: 138 steps of all rows are 16 million multiply-adds. */
  @Test
  void largeBatchesRunInTheGraph() {
    Recurrent definition = Recurrent.lstm(64).hidden(128);
    try (RecurrentModule module = withoutGraph(definition, drawn(definition, 1))) {
      assertThat(module.forward(Rows.draw(1, 46, 3, 64)).output().shape())
          .isEqualTo(TensorShape.of(46, 3, 128));
      FloatTensor large = Rows.draw(1, 47, 3, 64);
      assertThatThrownBy(() -> module.forward(large)).hasMessage("test: expected no graph");
      RecurrentInput uneven = RecurrentInput.of(large).lengths(45, 46, 47);
      assertThat(module.forward(uneven).output().shape()).isEqualTo(TensorShape.of(47, 3, 128));
      assertThat(module.forward(Rows.draw(1, 200, 2, 64)).output().shape())
          .isEqualTo(TensorShape.of(200, 2, 128));
    }
  }

  /** 64 rows with 3 · 1 + 8 · 64 values per step: 2,000 steps take 66 million. */
  @Test
  void batchesTooLargeForAGraphRunOnArrays() {
    Recurrent definition = Recurrent.rnn(1).hidden(32).bidirectional();
    try (RecurrentModule module = withoutGraph(definition, drawn(definition, 1))) {
      FloatTensor large = FloatTensor.zeros(1900, 64, 1);
      assertThatThrownBy(() -> module.forward(large)).hasMessage("test: expected no graph");
      FloatTensor larger = Rows.draw(2, 2000, 64, 1);
      FloatTensor output = module.forward(larger).output();
      assertThat(output.shape()).isEqualTo(TensorShape.of(2000, 64, 64));
      FloatTensor alone = module.forward(Rows.row(definition, larger, 17, 2000)).output();
      assertThat(Rows.row(definition, output, 17, 2000)).isEqualTo(alone);
    }
  }

  @Test
  void longPassIsInterruptedBetweenBlocks() {
    RecurrentInput input = RecurrentInput.of(Rows.draw(1, 200, 3)); // four blocks
    RecurrentOutput expected = onArrays(DEFINITION, FIRST, input, 1);
    Thread.currentThread().interrupt();
    try {
      assertThat(onArrays(DEFINITION, FIRST, input, 1)).isEqualTo(expected);
      assertThatThrownBy(() -> onArrays(DEFINITION, FIRST, input, Long.MAX_VALUE))
          .isInstanceOf(InterruptedCallException.class)
          .hasMessage(
              "call: interrupted after 1 of 8 parts; it has no result: call again if you need one");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void stepperHasTheBitsOfForward() {
    for (Recurrent definition : Definitions.forward()) {
      try (RecurrentModule module = withoutGraph(definition, drawn(definition, 4))) {
        FloatTensor sequence = Rows.draw(5, 9, Definitions.IN);
        RecurrentOutput whole = module.forward(sequence);
        Stepper stepper = module.stepper();
        for (int pass = 0; pass < 2; pass++) {
          for (int t = 0; t < 9; t++) {
            assertThat(stepper.step(sequence.at(t))).isEqualTo(whole.output().at(t));
          }
          assertThat(stepper.save()).isEqualTo(whole.finalState());
          stepper.reset();
        }
      }
    }
  }

  static List<Function<ParameterValues, RecurrentModule>> forms() {
    return List.of(
        values -> RecurrentModule.of(DEFINITION, values),
        values -> UnoptimizedModule.of(DEFINITION, values));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void stepperReadsWithTheWeightsOfEachStep(Function<ParameterValues, RecurrentModule> form) {
    try (RecurrentModule module = form.apply(FIRST);
        RecurrentModule second = form.apply(SECOND)) {
      Stepper stepper = module.stepper(2);
      FloatTensor x = Rows.draw(7, 3, 2, 3);
      stepper.step(x.at(0));
      RecurrentState before = stepper.save();
      module.set(SECOND);
      assertThat(stepper.save()).isEqualTo(before);
      RecurrentOutput after =
          second.forward(RecurrentInput.of(x.at(1).reshape(1, 2, 3)).from(before));
      assertClose(stepper.step(x.at(1)), after.output().at(0));
      second.set("bias_ih_l1", Rows.draw(8, 16));
      module.set("bias_ih_l1", Rows.draw(8, 16));
      assertClose(
          stepper.step(x.at(2)),
          second
              .forward(RecurrentInput.of(x.at(2).reshape(1, 2, 3)).from(after.finalState()))
              .output()
              .at(0));
    }
  }

  /** A module that already has a graph. */
  @Test
  void weightsAreSetInBothForms() {
    RecurrentInput input = RecurrentInput.of(Rows.draw(1, 5, 3));
    OutputGradients<FloatTensor> upstream = OutputGradients.ofOutput(Rows.draw(2, 5, 4));
    try (RecurrentModule module = RecurrentModule.of(DEFINITION, FIRST);
        RecurrentModule second = RecurrentModule.of(DEFINITION, SECOND)) {
      module.forward(input);
      module.backward(input, upstream);
      module.set(SECOND);
      assertThat(module.forward(input)).isEqualTo(second.forward(input));
      assertThat(module.backward(input, upstream)).isEqualTo(second.backward(input, upstream));
      module.set("bias_hh_l0", Rows.draw(3, 16));
      second.set("bias_hh_l0", Rows.draw(3, 16));
      assertThat(module.forward(input)).isEqualTo(second.forward(input));
      assertThat(module.backward(input, upstream)).isEqualTo(second.backward(input, upstream));
      assertThatThrownBy(() -> module.set("bias_hh_l0", Rows.draw(3, 15)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(module.parameters()).isEqualTo(second.parameters());
    }
  }

  /** The output's values, and objects around them. */
  @Test
  void stepAllocatesItsOutputAlone() {
    int hidden = 128;
    try (RecurrentModule module =
        RecurrentModule.of(Recurrent.lstm(64).hidden(hidden), TorchRandom.seeded(1))) {
      Stepper stepper = module.stepper();
      FloatTensor x = Rows.draw(2, 64);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long id = Thread.currentThread().getId();
      long before = 0;
      int steps = 100;
      for (int step = 0; step < 2 * steps; step++) {
        before = step == steps ? threads.getThreadAllocatedBytes(id) : before;
        stepper.step(x);
      }
      long perStep = (threads.getThreadAllocatedBytes(id) - before) / steps;
      assertThat(perStep).isBetween((long) hidden * Float.BYTES, (long) hidden * Float.BYTES + 128);
    }
  }

  @Test
  void smallProgramNeedsNoNatives() throws Exception {
    Process process =
        ChildProcess.builder(
                System.getProperty("java.class.path"),
                List.of("-Xlog:class+load:stdout"),
                SmallProgram.class)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(lines)
        .contains("[5, 4] [4]")
        .noneMatch(line -> line.contains(" org.tensorflow.internal."))
        .noneMatch(line -> line.contains(" org.bytedeco."));
  }

  /** A program that runs a module and its stepper. */
  public static final class SmallProgram {
    private SmallProgram() {}

    /** Prints the shapes of the outputs. */
    public static void main(String[] arguments) {
      try (RecurrentModule module = RecurrentModule.of(DEFINITION, TorchRandom.seeded(1))) {
        FloatTensor output = module.forward(Rows.draw(1, 5, 3)).output();
        module.set(module.parameters());
        FloatTensor step = module.stepper().step(Rows.draw(2, 3));
        System.out.println(output.shape() + " " + step.shape());
      }
    }
  }

  private static void assertClose(RecurrentOutput actual, RecurrentOutput expected) {
    assertClose(actual.output(), expected.output());
    assertClose(actual.lastForward(), expected.lastForward());
    assertThat(actual.lastReverse().isPresent()).isEqualTo(expected.lastReverse().isPresent());
    actual.lastReverse().ifPresent(last -> assertClose(last, expected.lastReverse().orElseThrow()));
    for (int part = 0; part < expected.finalState().parts().size(); part++) {
      assertClose(actual.finalState().parts().get(part), expected.finalState().parts().get(part));
    }
  }

  private static void assertClose(FloatTensor actual, FloatTensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.values()).containsExactly(expected.values(), within(1e-5f));
  }
}

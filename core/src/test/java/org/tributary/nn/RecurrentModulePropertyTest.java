package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;

/** Properties of every layer, for any lengths. */
class RecurrentModulePropertyTest {
  private static final int STEPS = 5;
  private static final List<RecurrentModule> MODULES = new ArrayList<>();

  @BeforeContainer
  static void build() {
    Stream.concat(Definitions.forward().stream(), Definitions.bidirectional().stream())
        .forEach(
            definition -> MODULES.add(UnoptimizedModule.of(definition, TorchRandom.seeded(2))));
  }

  @AfterContainer
  static void close() {
    MODULES.forEach(RecurrentModule::close);
    MODULES.clear();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void batchMatchesItsRowsOneByOne(
      @ForAll @IntRange(max = 9) int which,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = STEPS) Integer> lengths) {
    RecurrentModule module = MODULES.get(which);
    RecurrentInput input = input(module, lengths);
    RecurrentOutput batch = module.forward(input);
    for (int row = 0; row < lengths.size(); row++) {
      int length = lengths.get(row);
      FloatTensor expectedState = Rows.state(input.initial().orElseThrow().hidden(), row);
      if (length > 0) {
        RecurrentState initial =
            RecurrentState.of(
                module.definition().cell(), states(input.initial().orElseThrow(), row));
        FloatTensor alone = Rows.row(module.definition(), input.values(), row, length);
        RecurrentOutput one = module.forward(RecurrentInput.of(alone).from(initial));
        assertClose(Rows.row(module.definition(), batch.output(), row, length), one.output());
        expectedState = one.finalState().hidden();
        assertClose(row(batch.lastForward(), row), one.lastForward());
        if (one.lastReverse().isPresent()) {
          assertClose(row(batch.lastReverse().orElseThrow(), row), one.lastReverse().get());
        }
      }
      assertClose(Rows.state(batch.finalState().hidden(), row), expectedState);
    }
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void paddingValuesDoNotAffectResults(
      @ForAll @IntRange(max = 9) int which,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = STEPS) Integer> lengths,
      @ForAll @IntRange(max = 2) int filling) {
    float filler = new float[] {1e30f, Float.NaN, Float.NEGATIVE_INFINITY}[filling];
    RecurrentModule module = MODULES.get(which);
    Recurrent definition = module.definition();
    int[] all = lengths.stream().mapToInt(i -> i).toArray();
    RecurrentInput input = input(module, lengths);
    FloatTensor upstream = Rows.batch(definition, 7, STEPS, all.length, definition.outputSize());
    RecurrentInput filled =
        RecurrentInput.of(Rows.filled(definition, input.values(), filler, all))
            .lengths(all)
            .from(input.initial().orElseThrow());
    assertThat(module.forward(filled)).isEqualTo(module.forward(input));
    assertThat(
            module.backward(
                filled, OutputGradients.ofOutput(Rows.filled(definition, upstream, filler, all))))
        .isEqualTo(module.backward(input, OutputGradients.ofOutput(upstream)));
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void stepperMatchesWholeSequence(
      @ForAll @IntRange(max = 4) int which, @ForAll @IntRange(min = 1, max = 7) int steps) {
    RecurrentModule module = MODULES.get(which);
    FloatTensor sequence = Rows.draw(steps, steps, Definitions.IN);
    RecurrentOutput whole = module.forward(sequence);
    Stepper stepper = module.stepper();
    for (int t = 0; t < steps; t++) {
      assertClose(stepper.step(row(sequence, t)), row(whole.output(), t));
    }
    for (int k = 0; k < whole.finalState().parts().size(); k++) {
      assertClose(stepper.save().parts().get(k), whole.finalState().parts().get(k));
    }
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void packedRowsMatchPaddedRows(
      @ForAll @IntRange(max = 9) int which,
      @ForAll @Size(min = 2, max = 4) List<@IntRange(min = 1, max = STEPS) Integer> lengths) {
    RecurrentModule module = MODULES.get(which);
    RecurrentInput input = input(module, lengths);
    int[] all = lengths.stream().mapToInt(i -> i).toArray();
    PackedSequence packed = PackedSequence.pack(input.values(), module.definition().layout(), all);
    PackedOutput output = module.forward(packed, input.initial().orElseThrow());
    RecurrentOutput expected = module.forward(input);
    assertThat(output.finalState().hidden().shape())
        .isEqualTo(expected.finalState().hidden().shape());
    assertClose(output.finalState().hidden(), expected.finalState().hidden());
    PaddedBatch padded =
        output
            .output()
            .pad(Padding.zeros().layout(module.definition().layout()).totalLength(STEPS));
    assertClose(padded.values(), expected.output());
    assertThat(output.output().sortedIndices()).isEqualTo(packed.sortedIndices());
  }

  /** Returns a random batch with these lengths and a random state. */
  private static RecurrentInput input(RecurrentModule module, List<Integer> lengths) {
    Recurrent definition = module.definition();
    int[] all = lengths.stream().mapToInt(i -> i).toArray();
    List<FloatTensor> parts = new ArrayList<>();
    for (int size : definition.cell().stateSizes()) {
      parts.add(Rows.draw(size + 20L, definition.stateCount(), all.length, size));
    }
    return RecurrentInput.of(Rows.batch(definition, 6, STEPS, all.length, Definitions.IN))
        .lengths(all)
        .from(RecurrentState.of(definition.cell(), parts));
  }

  private static List<FloatTensor> states(RecurrentState state, int row) {
    return state.parts().stream().map(part -> Rows.state(part, row)).toList();
  }

  /** Returns a row of [N, size] as [size]. */
  private static FloatTensor row(FloatTensor matrix, int row) {
    int size = (int) matrix.shape().get(1);
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = matrix.get(row, k);
    }
    return FloatTensor.of(TensorShape.of(size), values);
  }

  private static void assertClose(FloatTensor actual, FloatTensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.values()).containsExactly(expected.values(), within(2e-6f));
  }
}

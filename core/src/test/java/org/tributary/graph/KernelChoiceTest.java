package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.KernelName;
import org.tributary.layer.LstmCell;
import org.tributary.layer.RnnCell;
import org.tributary.runtime.ExecutionMode;
import org.tributary.testing.Eval;
import org.tributary.testing.MinimalGatedScanUnit;
import org.tributary.testing.MinimalGatedUnit;

/**
 * Tests of the choice of a kernel, of the reasons against the others, and of a call's argument
 * checks.
 */
class KernelChoiceTest {

  @Test
  void fastestSupportedKernelIsChosen() {
    try (Eval eval = new Eval()) {
      assertThat(choose(eval, LstmCell.of(4, 5))).isEqualTo("block");
      assertThat(choose(eval, LstmCell.of(4, 5).projection(2))).isEqualTo("scan");
      assertThat(choose(eval, GruCell.of(4, 5))).isEqualTo("scan");
      assertThat(choose(eval, RnnCell.of(4, 5))).isEqualTo("scan");
      RandomKernelCall masked =
          RandomKernelCall.draw(eval, LstmCell.of(4, 5), 3, 2).masked(eval, 2);
      assertThat(Kernels.choose(masked.call()).name()).isEqualTo("scan");
    }
  }

  @Test
  void scanIsChosenForInferenceWithManyWeights() {
    try (Eval eval = new Eval()) {
      KernelCall<TFloat32> many = RandomKernelCall.draw(eval, LstmCell.of(256, 256), 2, 1).call();
      assertThat(Kernels.choose(KernelCalls.with(many, ExecutionMode.INFERENCE)).name())
          .isEqualTo("scan");
      assertThat(Kernels.choose(KernelCalls.with(many, ExecutionMode.TRAINING)).name())
          .isEqualTo("block");
      assertThat(Kernels.explain(KernelCalls.with(many, ExecutionMode.INFERENCE)))
          .isEqualTo(
              """
              block: supported, but copies its 524288 weights at every step
              scan: supported
              reference: supported
              """);
    }
  }

  @Test
  void kernelIsFoundByName() {
    for (Kernel kernel : Kernels.all()) {
      assertThat(Kernels.named(kernel.name())).isEqualTo(kernel);
    }
    assertThat(Kernels.named("reference")).isEqualTo(Kernels.reference());
    assertThat(Kernels.all().stream().filter(Kernel::unrolls)).containsOnly(Kernels.reference());
    assertThatThrownBy(() -> Kernels.named("Scan"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "kernel: expected one of [block, scan, reference], got \"Scan\"; is it misspelt?");
  }

  @Test
  void modelKnowsTheNamesOfAllKernels() {
    for (String name : KernelName.ALL) {
      assertThat(Kernels.named(name).name()).isEqualTo(name);
    }
    // the message lists the names of the kernels themselves
    assertThatThrownBy(() -> Kernels.named("Scan")).hasMessageContaining(KernelName.ALL.toString());
  }

  @Test
  void blockKernelExplainsUnsupportedCalls() {
    try (Eval eval = new Eval()) {
      assertBlockRejects(eval, GruCell.of(4, 5), "runs LSTMs only, not a GRU");
      assertBlockRejects(
          eval, LstmCell.of(4, 5).projection(2), "has no projection, but this LSTM projects h");
      RandomKernelCall masked =
          RandomKernelCall.draw(eval, LstmCell.of(4, 5), 3, 2).masked(eval, 2);
      assertThat(new BlockKernel().unsupported(masked.call()))
          .contains("cannot mask h between steps, as recurrent dropout asks");
    }
  }

  @Test
  void scanKernelExplainsUnsupportedCalls() {
    try (Eval eval = new Eval()) {
      KernelCall<TFloat32> own =
          RandomKernelCall.draw(eval, new MinimalGatedUnit(4, 5), 3, 2).call();
      assertThat(new ScanKernel().unsupported(own))
          .contains(
              "runs cells with one product of x and one of h (ScanCell), but a MGU computes its own");
      KernelCall<TFloat32> trained =
          RandomKernelCall.draw(eval, new MinimalGatedScanUnit(4, 5), 3, 2).call();
      assertThat(new ScanKernel().unsupported(KernelCalls.with(trained, ExecutionMode.TRAINING)))
          .isEmpty();
    }
  }

  @Test
  void unsupportedCallListsReasonOfEveryKernel() {
    try (Eval eval = new Eval()) {
      KernelCall<TFloat64> call = doubleCallOfUnknownLength(eval);
      assertThatThrownBy(() -> Kernels.choose(call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              kernel: expected one that runs the cell org.tributary.layer.GruCell, got none:
                block: not supported: computes in float32 only, not in TFloat64
                scan: not supported: computes in float32 only, not in TFloat64
                reference: not supported: unrolls every step, so the number of steps must be known when the graph is built, but this graph is for batches of any number of steps
              build the graph for a known number of steps, for the reference kernel\
              """);
      assertThatThrownBy(() -> new BlockKernel().forward(eval.tf(), call))
          .hasMessage("kernel block: computes in float32 only, not in TFloat64");
      assertThatThrownBy(() -> new ScanKernel().forward(eval.tf(), call))
          .hasMessage("kernel scan: computes in float32 only, not in TFloat64");
      assertThatThrownBy(() -> new ReferenceKernel().forward(eval.tf(), call))
          .hasMessage(
              "kernel reference: unrolls every step, so the number of steps must be known when the"
                  + " graph is built, but this graph is for batches of any number of steps");
    }
  }

  private static String choose(Eval eval, Cell cell) {
    return Kernels.choose(RandomKernelCall.draw(eval, cell, 3, 2).call()).name();
  }

  private static void assertBlockRejects(Eval eval, Cell cell, String why) {
    assertThat(new BlockKernel().unsupported(RandomKernelCall.draw(eval, cell, 3, 2).call()))
        .contains(why);
  }

  private static KernelCall<TFloat64> doubleCallOfUnknownLength(Eval eval) {
    Cell cell = GruCell.of(4, 5).withoutBias();
    return KernelCalls.of(
        cell,
        TFloat64.class,
        eval.tf().placeholder(TFloat64.class, Placeholder.shape(Shape.of(-1, -1, 4))),
        SequenceLengths.full(eval.tf(), eval.tf().constant(3), eval.tf().constant(1)),
        CellState.of(eval.doubles(new double[5], 1, 5)),
        CellWeights.of(
            cell,
            kind ->
                eval.doubles(
                    new double[(int) cell.shape(kind).size()], cell.shape(kind).asArray())));
  }
}

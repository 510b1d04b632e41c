package org.tributary.module;

import java.util.Objects;
import java.util.Optional;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;

/** A packed sequence as the input of a module. */
record PackedInput(PackedSequence packed, Optional<RecurrentState> initial) {

  /**
   * Runs the module.
   *
   * @throws IllegalArgumentException if data or state has another size, or there is no row
   */
  PackedOutput forward(RecurrentModule module) {
    RecurrentOutput output = module.forward(padded(module.definition()));
    return new PackedOutput(
        packed.withData(packed(output.output(), module.definition())), output.finalState());
  }

  /**
   * Runs the module's backward pass.
   *
   * @param upstream the gradient of the packed output, and those of the final state
   * @return the input's gradient packed
   * @throws IllegalArgumentException as {@link #forward}, or if a gradient has another size
   */
  Gradients<FloatTensor> backward(RecurrentModule module, OutputGradients<FloatTensor> upstream) {
    Objects.requireNonNull(upstream, "gradients: expected those of the output, got null");
    Recurrent definition = module.definition();
    RecurrentInput input = padded(definition);
    Optional<FloatTensor> output =
        upstream.output().map(gradient -> paddedGradient(gradient, definition));
    Gradients<FloatTensor> gradients =
        module.backward(input, new OutputGradients<>(output, upstream.state()));
    return new Gradients<>(
        packed(gradients.input(), definition), gradients.initial(), gradients.parameters());
  }

  private FloatTensor paddedGradient(FloatTensor gradient, Recurrent definition) {
    gradient
        .shape()
        .require(
            "gradient of the packed output",
            "[%d, %d] (sum of lengths, output size)"
                .formatted(packed.data().shape().get(0), definition.outputSize()),
            packed.data().shape().get(0),
            definition.outputSize());
    return padded(packed.withData(gradient), definition).values();
  }

  private RecurrentInput padded(Recurrent definition) {
    TensorShape shape = packed.data().shape();
    boolean hasSteps = !packed.batchSizes().isEmpty();
    if (shape.numDimensions() != 2
        || packed.rows() == 0
        || !(hasSteps || shape.get(1) == definition.inputSize())) {
      throw new IllegalArgumentException(
          "packed input: expected data [sum of lengths, %d] of at least 1 row, got shape %s of %d rows%s"
              .formatted(
                  definition.inputSize(),
                  shape,
                  packed.rows(),
                  packed.rows() == 0 ? "; leave empty batches out" : ""));
    }
    PaddedBatch batch = padded(packed, definition);
    RecurrentInput input = RecurrentInput.of(batch.values()).lengths(lengths());
    return initial.map(input::from).orElse(input);
  }

  /** Returns the rows padded to the longest, to one step if all have length 0. */
  private static PaddedBatch padded(PackedSequence packed, Recurrent definition) {
    Padding padding = Padding.zeros().layout(definition.layout());
    return packed.pad(padding.totalLength(Math.max(1, packed.batchSizes().size())));
  }

  private FloatTensor packed(FloatTensor padded, Recurrent definition) {
    return PackedSequence.pack(padded, definition.layout(), lengths()).data();
  }

  private int[] lengths() {
    return packed.lengths().stream().mapToInt(Integer::intValue).toArray();
  }
}

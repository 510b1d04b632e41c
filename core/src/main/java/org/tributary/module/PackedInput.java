package org.tributary.module;

import java.util.Objects;
import java.util.Optional;
import org.tributary.internal.check.ShapeCheck;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;

/** A packed sequence as the input of a module. */
record PackedInput(PackedSequence packed, Optional<RecurrentState> initial) {

  /**
   * Runs the module.
   *
   * @throws IllegalArgumentException if data or state has another size, or no row has a step
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
    ShapeCheck.require(
        "gradient of the packed output",
        gradient.shape(),
        "[%d, %d] (sum of lengths, output size)"
            .formatted(packed.data().shape().get(0), definition.outputSize()),
        packed.data().shape().get(0),
        definition.outputSize());
    return packed.withData(gradient).pad(Padding.zeros().layout(definition.layout())).values();
  }

  private RecurrentInput padded(Recurrent definition) {
    if (packed.data().shape().numDimensions() != 2 || packed.data().shape().size() == 0) {
      throw new IllegalArgumentException(
          "packed input: expected data [sum of lengths, %d] with at least 1 step, got shape %s"
              .formatted(definition.inputSize(), packed.data().shape()));
    }
    PaddedBatch batch = packed.pad(Padding.zeros().layout(definition.layout()));
    RecurrentInput input = RecurrentInput.of(batch.values()).lengths(lengths());
    return initial.map(input::from).orElse(input);
  }

  private FloatTensor packed(FloatTensor padded, Recurrent definition) {
    return PackedSequence.pack(padded, definition.layout(), lengths()).data();
  }

  private int[] lengths() {
    return packed.lengths().stream().mapToInt(Integer::intValue).toArray();
  }
}

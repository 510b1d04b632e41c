package org.tributary.module;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.sequence.BatchShape;
import org.tributary.sequence.Layout;

/** A batch without rows, whose results have no values. PyTorch returns [L, 0, D·P] for it, too. */
record EmptyBatch(Recurrent definition, RecurrentInput input) {
  /** Returns whether an input has steps of the right size, but no rows. */
  boolean applies() {
    Objects.requireNonNull(input, "input: expected one, got null");
    TensorShape shape = input.values().shape();
    int rows = definition.layout() == Layout.BATCH_FIRST ? 0 : 1;
    return shape.numDimensions() == 3
        && shape.get(rows) == 0
        && shape.get(1 - rows) > 0
        && shape.get(2) == definition.inputSize()
        && input.lengths().map(List::isEmpty).orElse(true)
        && input.initial().isEmpty();
  }

  RecurrentOutput output() {
    TensorShape shape = input.values().shape();
    int steps = (int) shape.get(definition.layout() == Layout.BATCH_FIRST ? 1 : 0);
    List<Integer> sizes = definition.cell().stateSizes();
    List<FloatTensor> state =
        sizes.stream().map(size -> FloatTensor.zeros(definition.stateCount(), 0, size)).toList();
    FloatTensor last = FloatTensor.zeros(0, sizes.get(0));
    return new RecurrentOutput(
        FloatTensor.zeros(
            new BatchShape(definition.layout(), steps, 0).with(definition.outputSize()).asArray()),
        RecurrentState.of(definition.cell(), state),
        last,
        definition.directions() == Directions.BOTH ? Optional.of(last) : Optional.empty());
  }
}

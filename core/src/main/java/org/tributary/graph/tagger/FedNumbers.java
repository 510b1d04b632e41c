package org.tributary.graph.tagger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/** An input of real vectors in a graph. */
final class FedNumbers implements FedInput<NumberColumn> {
  private final NumberInput input;
  private final Optional<InputProjection> linear;
  private final InputContext context;
  private final Ops tf;
  private final Placeholder<TFloat32> numbers; // [T·N, size]

  FedNumbers(NumberInput input, InputContext context) {
    this.input = input;
    this.linear = InputProjection.of(input.name(), input.size(), input.projection());
    this.context = context;
    this.tf = context.tf();
    this.numbers = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, input.size())));
  }

  @Override
  public Forward<ParameterGradients> forward() {
    Map<String, Operand<TFloat32>> operands = linear.map(l -> l.operands(context)).orElse(Map.of());
    Operand<TFloat32> flat =
        linear.<Operand<TFloat32>>map(l -> l.forward(tf, numbers, operands)).orElse(numbers);
    return Forward.differentiated(tf, context.inSteps(flat, input.outputSize()), operands);
  }

  @Override
  public void feed(
      Feed feed, List<NumberColumn> columns, BatchShape shape, UnkReplacement replacement) {
    int size = input.size();
    int rows = shape.positions();
    float[] all = new float[Math.multiplyExact(rows, size)];
    for (int n = 0; n < columns.size(); n++) {
      NumberColumn column = columns.get(n);
      float[] values = column.values().values();
      for (int step = 0; step < column.steps(); step++) {
        System.arraycopy(values, step * size, all, shape.position(step, n) * size, size);
      }
    }
    feed.tensor(numbers, TFloat32.tensorOf(Shape.of(rows, size), DataBuffers.of(all, true, false)));
  }
}

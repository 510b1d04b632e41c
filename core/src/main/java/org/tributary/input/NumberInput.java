package org.tributary.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Linear;
import org.tributary.param.ParameterSpec;
import org.tributary.sequence.BatchInvariance;
import org.tributary.train.Gradients;

/**
 * An input of real vectors, for instance sensor readings, with an optional linear projection.
 *
 * @param name prefix of the parameter names: the projection is {@code <name>_proj.weight} and
 *     {@code <name>_proj.bias}
 * @param size the number of values per step, at least 1
 * @param projection the output size of the projection, at least 1; empty for no projection
 */
public record NumberInput(String name, int size, OptionalInt projection) implements Input {
  /**
   * Checks the name and the sizes.
   *
   * @throws IllegalArgumentException if a size is below 1, or the name is not valid in a parameter
   *     name. The methods below throw it too
   */
  public NumberInput {
    InputNames.require(name);
    if (size < 1 || projection.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "input %s: expected at least 1 number and a projection to at least 1, got %d and %d"
              .formatted(name, size, projection.orElse(1)));
    }
  }

  /** Returns an input without a projection. */
  public static NumberInput of(String name, int size) {
    return new NumberInput(name, size, OptionalInt.empty());
  }

  /** Adds a linear projection, PyTorch's {@code nn.Linear}. */
  public NumberInput projectedTo(int outputSize) {
    return new NumberInput(name, size, OptionalInt.of(outputSize));
  }

  @Override
  public int outputSize() {
    return projection.orElse(size);
  }

  @Override
  public List<ParameterSpec> parameters(int entries) {
    return projection.isEmpty()
        ? List.of()
        : linear().parameters().stream().map(p -> p.within(name + "_proj")).toList();
  }

  private Linear linear() {
    return new Linear(size, outputSize());
  }

  @Override
  public List<String> tables() {
    return List.of();
  }

  @Override
  public void require(InputColumn column, int entries) {
    if (!(column instanceof NumberColumn numbers)) {
      throw InputNames.wrongColumn(this, "numbers", column);
    }
    if (numbers.size() != size) {
      throw new IllegalArgumentException(
          "sequence: expected %d numbers per step for input %s, got %d"
              .formatted(size, name, numbers.size()));
    }
  }

  @Override
  public GraphInput build(InputContext context, int entries) {
    return new NumberGraphInput(context);
  }

  private final class NumberGraphInput implements GraphInput {
    private final InputContext context;
    private final Ops tf;
    private final Placeholder<TFloat32> numbers; // [T·N or more, size]

    NumberGraphInput(InputContext context) {
      this.context = context;
      this.tf = context.tf();
      this.numbers = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
    }

    @Override
    public InputForward forward() {
      return projection.isEmpty() ? unprojected() : projected();
    }

    private InputForward unprojected() {
      Operand<TFloat32> output = inSteps(numbers);
      return new InputForward() {
        @Override
        public Operand<TFloat32> output() {
          return output;
        }

        @Override
        public Gradients backward(Operand<TFloat32> gradient) {
          return new Gradients(Map.of(), Map.of());
        }
      };
    }

    private InputForward projected() {
      String weightName = name + "_proj.weight";
      String biasName = name + "_proj.bias";
      Operand<TFloat32> weight = context.weights().apply(weightName);
      Operand<TFloat32> bias = context.weights().apply(biasName);
      Operand<TFloat32> output = inSteps(linear().apply(tf, numbers, weight, bias));
      return new InputForward() {
        @Override
        public Operand<TFloat32> output() {
          return output;
        }

        @Override
        public Gradients backward(Operand<TFloat32> gradient) {
          List<Operand<TFloat32>> gradients =
              GraphGradients.of(tf, output, gradient, List.of(weight, bias));
          Map<String, Operand<TFloat32>> dense =
              new LinkedHashMap<>(); // the same order in every JVM
          dense.put(weightName, gradients.get(0));
          dense.put(biasName, gradients.get(1));
          return new Gradients(dense, Map.of());
        }
      };
    }

    /** Reshapes the first T·N rows of [·, S] to [T, N, S]. */
    private Operand<TFloat32> inSteps(Operand<TFloat32> flat) {
      Operand<TFloat32> positions =
          tf.slice(
              flat,
              tf.array(0, 0),
              tf.stack(
                  List.of(
                      tf.math.mul(context.lengths().steps(), context.lengths().rows()),
                      tf.constant(outputSize()))));
      return tf.reshape(
          positions,
          tf.stack(
              List.of(
                  context.lengths().steps(), context.lengths().rows(), tf.constant(outputSize()))));
    }

    @Override
    public void feed(
        InputFeed feed, List<InputColumn> columns, BatchShape shape, UnkReplacement replacement) {
      int rows = Math.max(BatchInvariance.MIN_PRODUCT_ROWS, shape.positions());
      float[] all = new float[Math.multiplyExact(rows, size)];
      for (int row = 0; row < columns.size(); row++) {
        NumberColumn column = (NumberColumn) columns.get(row);
        float[] values = column.values().values();
        for (int step = 0; step < column.steps(); step++) {
          System.arraycopy(values, step * size, all, shape.position(step, row) * size, size);
        }
      }
      feed.tensor(
          numbers, TFloat32.tensorOf(Shape.of(rows, size), DataBuffers.of(all, true, false)));
    }
  }
}

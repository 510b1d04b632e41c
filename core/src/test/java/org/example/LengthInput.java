package org.example;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.InputColumn;
import org.tributary.feature.UnkReplacement;
import org.tributary.feature.WordReader;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.GraphInput;
import org.tributary.graph.tagger.InputContext;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/** A user's input with a column type of its own: the length of a word times a learned scale. */
record LengthInput(String name) implements GraphInput<LengthInput.Lengths> {

  /** The length of each word in characters. */
  record Lengths(List<Integer> all) implements InputColumn {
    @Override
    public int steps() {
      return all.size();
    }

    @Override
    public Lengths then(List<InputColumn> others) {
      return new Lengths(
          Stream.concat(
                  all.stream(), others.stream().flatMap(other -> ((Lengths) other).all().stream()))
              .toList());
    }

    @Override
    public void forEachNumberAt(int step, IntConsumer number) {
      number.accept(all.get(step));
    }
  }

  private String scale() {
    return name + "_scale";
  }

  @Override
  public Class<Lengths> columnType() {
    return Lengths.class;
  }

  @Override
  public int outputSize() {
    return 1;
  }

  @Override
  public List<ParameterSpec> parameters(int entries) {
    return List.of(new ParameterSpec(scale(), TensorShape.of(1), Initializer.uniform(1)));
  }

  @Override
  public void require(Lengths column, int entries) {}

  @Override
  public FedInput<Lengths> build(InputContext context, int entries) {
    Ops tf = context.tf();
    Placeholder<TFloat32> numbers =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1))); // [T·N]
    return new FedInput<>() {
      @Override
      public Forward<ParameterGradients> forward() {
        Operand<TFloat32> scale = context.weights().apply(scale()); // [1]
        Operand<TFloat32> output = context.inSteps(tf.math.mul(numbers, scale), 1); // [T, N, 1]
        return Forward.differentiated(tf, output, Map.of(scale(), scale));
      }

      @Override
      public void feed(
          Feed feed, List<Lengths> columns, BatchShape shape, UnkReplacement replacement) {
        float[] values = new float[shape.positions()];
        for (int n = 0; n < columns.size(); n++) {
          for (int step = 0; step < columns.get(n).steps(); step++) {
            values[shape.position(step, n)] = columns.get(n).all().get(step);
          }
        }
        feed.floats(numbers, values);
      }
    };
  }

  @Override
  public Optional<WordReader<Lengths>> wordReader() {
    return Optional.of(
        new WordReader<>() {
          @Override
          public List<String> symbols(String word) {
            return List.of();
          }

          @Override
          public Lengths column(List<String> words, ToIntFunction<String> entry) {
            return new Lengths(words.stream().map(String::length).toList());
          }
        });
  }
}

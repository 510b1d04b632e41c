package org.tributary.tagger;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.onnx.TestEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/** Random sequences for any tagger definition. */
public final class RandomColumns {
  private RandomColumns() {}

  public static FeatureSequence sequence(
      TaggerDefinition definition, TaggerSizes sizes, int steps, Random random) {
    List<Input<?>> inputs = definition.inputs().all();
    return FeatureSequence.of(
        IntStream.range(0, inputs.size())
            .mapToObj(k -> column(inputs.get(k), sizes.vocabularySizes().get(k), steps, random))
            .toList());
  }

  private static InputColumn column(Input<?> input, int entries, int steps, Random random) {
    if (input instanceof CharacterInput) {
      return new CharacterColumn(
          IntStream.range(0, steps).mapToObj(t -> word(entries, random)).toList());
    }
    if (input instanceof TransformerVectors vectors) {
      return TestEncoder.column(vectors, steps, random);
    }
    return input instanceof NumberInput numbers
        ? numbers(numbers.size(), steps, random)
        : features(entries, steps, random);
  }

  /** Returns one of 2,000 random words of 0 to 12 characters, so that some recur. */
  private static List<Integer> word(int entries, Random random) {
    Random characters = new Random(random.nextInt(2000));
    return characters.ints(characters.nextInt(13), 0, entries).boxed().toList();
  }

  private static NumberColumn numbers(int size, int steps, Random random) {
    float[] values = new float[steps * size];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return new NumberColumn(FloatTensor.of(TensorShape.of(steps, size), values));
  }

  private static FeatureColumn features(int entries, int steps, Random random) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (int step = 0; step < steps; step++) {
      builder.step();
      for (int k = random.nextInt(3); k >= 0; k--) {
        builder.feature(random.nextInt(entries), 0.5f + random.nextFloat());
      }
    }
    return builder.build();
  }

  /** Returns the column of a single step. */
  public static InputColumn step(InputColumn column, int step) {
    if (column instanceof CharacterColumn characters) {
      return new CharacterColumn(characters.words().subList(step, step + 1));
    }
    if (column instanceof NumberColumn numbers) {
      return new NumberColumn(numbers.values().slice(0, step, step + 1));
    }
    FeatureColumn features = (FeatureColumn) column;
    FeatureColumn.Builder builder = FeatureColumn.builder().step();
    for (int k = 0; k < features.count(step); k++) {
      builder.feature(features.feature(step, k), features.weight(step, k));
    }
    return builder.build();
  }
}

package org.tributary.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.character.CharacterColumn;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterSequence;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.FeatureSequence;

/**
 * Random sequences for the check of an export, always the same for a definition: known and unknown
 * entries, steps without a feature, words of up to 69 characters, one step and more.
 */
final class RandomSequences {
  private static final int COUNT = 32;
  private static final int MAX_STEPS = 24;
  private static final long SEED = 33;

  private final ExportedTagger tagger;
  private final SplittableRandom random = new SplittableRandom(SEED);

  RandomSequences(ExportedTagger tagger) {
    this.tagger = tagger;
  }

  List<FeatureSequence> drawn() {
    List<FeatureSequence> all = new ArrayList<>();
    for (int k = 0; k < COUNT; k++) {
      int steps = k % 8 == 0 ? 1 : 1 + random.nextInt(MAX_STEPS);
      List<InputColumn> columns = new ArrayList<>();
      List<Input<?>> inputs = tagger.definition().inputs().all();
      for (int i = 0; i < inputs.size(); i++) {
        columns.add(column(inputs.get(i), tagger.sizes().vocabularySizes().get(i), steps));
      }
      all.add(FeatureSequence.of(columns));
    }
    return all;
  }

  private InputColumn column(Input<?> input, int entries, int steps) {
    if (input instanceof NumberInput numbers) {
      float[] values = new float[steps * numbers.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (2 * random.nextDouble() - 1);
      }
      return new NumberColumn(FloatTensor.of(TensorShape.of(steps, numbers.size()), values));
    }
    if (input instanceof CharacterInput) {
      List<CharacterSequence> words = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        int length = random.nextInt(20) == 0 ? 60 + random.nextInt(10) : 1 + random.nextInt(9);
        words.add(CharacterSequence.of(random.ints(length, 0, entries).toArray()));
      }
      return new CharacterColumn(words);
    }
    FeatureColumn.Builder column = FeatureColumn.builder();
    for (int t = 0; t < steps; t++) {
      column.step();
      int count =
          tagger.reading() == TableReading.SINGLE
              ? (random.nextInt(10) == 0 ? 0 : 1)
              : random.nextInt(4);
      for (int k = 0; k < count; k++) {
        float weight =
            tagger.reading() == TableReading.SINGLE ? 1 : (float) (2 * random.nextDouble() - 1);
        column.feature(random.nextInt(entries), weight);
      }
    }
    return column.build();
  }
}

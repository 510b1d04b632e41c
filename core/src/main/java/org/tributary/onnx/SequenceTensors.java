package org.tributary.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.character.CharacterColumn;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterSequence;
import org.tributary.internal.onnx.OnnxModel.Values;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/** The input tensors of an exported tagger for a batch of sequences, as Java arrays. */
final class SequenceTensors {
  private final Map<String, Values> tensors = new LinkedHashMap<>();
  private final List<FeatureSequence> sequences;
  private final int steps; // T

  private SequenceTensors(List<FeatureSequence> sequences) {
    this.sequences = sequences;
    this.steps = sequences.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
  }

  /** Returns the tensors by the names of the model's inputs. */
  static Map<String, Values> of(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TableReading reading,
      List<FeatureSequence> sequences) {
    SequenceTensors all = new SequenceTensors(sequences);
    List<Input<?>> inputs = definition.inputs().all();
    for (int k = 0; k < inputs.size(); k++) {
      int index = k;
      List<InputColumn> columns = sequences.stream().map(s -> s.columns().get(index)).toList();
      all.add(inputs.get(k), sizes.vocabularySizes().get(k), reading, columns);
    }
    all.tensors.put(
        TaggerGraphs.LENGTHS,
        new Values(
            sequences.stream().mapToLong(FeatureSequence::steps).toArray(),
            List.of(sequences.size())));
    return all.tensors;
  }

  private void add(Input<?> input, int none, TableReading reading, List<InputColumn> columns) {
    if (input instanceof NumberInput numbers) {
      numbers(numbers, columns);
    } else if (input instanceof CharacterInput) {
      characters(input.name(), none, columns);
    } else if (reading == TableReading.SINGLE) {
      single(input.name(), none, columns);
    } else {
      weighted(input.name(), none, columns);
    }
  }

  /** Returns the index of a step's first value among {@code size} values of each step. */
  private int position(int sequence, int step, int size) {
    return (sequence * steps + step) * size;
  }

  private long[] filled(int none, int size) {
    long[] values = new long[Math.multiplyExact(sequences.size() * steps, size)];
    Arrays.fill(values, none);
    return values;
  }

  private void put(String name, Object values, Integer... more) {
    List<Integer> shape = new ArrayList<>(List.of(sequences.size(), steps));
    shape.addAll(List.of(more));
    tensors.put(name, new Values(values, shape));
  }

  private void numbers(NumberInput input, List<InputColumn> columns) {
    float[] values = new float[Math.multiplyExact(sequences.size() * steps, input.size())];
    for (int n = 0; n < columns.size(); n++) {
      float[] own = ((NumberColumn) columns.get(n)).values().values();
      System.arraycopy(own, 0, values, position(n, 0, input.size()), own.length);
    }
    put(input.name() + ".values", values, input.size());
  }

  private void characters(String name, int none, List<InputColumn> columns) {
    int longest = 1;
    for (InputColumn column : columns) {
      for (CharacterSequence word : ((CharacterColumn) column).words()) {
        longest = Math.max(longest, Math.min(word.length(), CharacterInput.MAX_CHARACTERS));
      }
    }
    long[] values = filled(none, longest);
    for (int n = 0; n < columns.size(); n++) {
      CharacterColumn column = (CharacterColumn) columns.get(n);
      for (int t = 0; t < column.steps(); t++) {
        CharacterSequence word = column.words().get(t);
        int length = Math.min(word.length(), CharacterInput.MAX_CHARACTERS);
        for (int k = 0; k < length; k++) {
          boolean isBegin = k < CharacterInput.MAX_CHARACTERS / 2;
          values[position(n, t, longest) + k] =
              word.character(isBegin ? k : word.length() - length + k);
        }
      }
    }
    put(name + ".ids", values, longest);
  }

  private void single(String name, int none, List<InputColumn> columns) {
    long[] values = filled(none, 1);
    for (int n = 0; n < columns.size(); n++) {
      FeatureColumn column = (FeatureColumn) columns.get(n);
      for (int t = 0; t < column.steps(); t++) {
        if (column.count(t) > 0) {
          values[position(n, t, 1)] = column.feature(t, 0);
        }
      }
    }
    put(name + ".ids", values);
  }

  private void weighted(String name, int none, List<InputColumn> columns) {
    int most = 1;
    for (InputColumn column : columns) {
      for (int t = 0; t < column.steps(); t++) {
        most = Math.max(most, ((FeatureColumn) column).count(t));
      }
    }
    long[] values = filled(none, most);
    float[] weights = new float[values.length];
    for (int n = 0; n < columns.size(); n++) {
      FeatureColumn column = (FeatureColumn) columns.get(n);
      for (int t = 0; t < column.steps(); t++) {
        for (int k = 0; k < column.count(t); k++) {
          values[position(n, t, most) + k] = column.feature(t, k);
          weights[position(n, t, most) + k] = column.weight(t, k);
        }
      }
    }
    put(name + ".ids", values, most);
    put(name + ".weights", weights, most);
  }
}

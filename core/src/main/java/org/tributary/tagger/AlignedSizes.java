package org.tributary.tagger;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.input.CharacterInput;
import org.tributary.input.CharacterLstm;
import org.tributary.input.Input;
import org.tributary.input.Inputs;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;

/**
 * Widens a tagger's hidden sizes, the encoder's and those of LSTMs over characters, to multiples of
 * 16 with units whose weights are all zero. They stay at zero and change no score.
 *
 * <p>TensorFlow computes gates in groups of up to 16 elements and what is left over one by one, by
 * another formula; of a large batch it computes some rows at a time. With a whole number of groups
 * in each row, a row's bits do not depend on where in a batch it stands.
 */
final class AlignedSizes {
  private static final int GROUP = 16;

  private final TaggerDefinition narrow;
  private final TaggerDefinition wide;

  AlignedSizes(TaggerDefinition definition) {
    this.narrow = definition;
    List<Input> inputs = definition.inputs().all().stream().map(AlignedSizes::widened).toList();
    int hiddenSize = wide(definition.encoder().hiddenSize());
    this.wide = definition.inputs(new Inputs(inputs)).encode(e -> e.hidden(hiddenSize));
  }

  private static Input widened(Input input) {
    return input instanceof CharacterInput characters
            && characters.encoder() instanceof CharacterLstm lstm
        ? characters.lstm(wide(lstm.hiddenSize()), lstm.pooling())
        : input;
  }

  private static int wide(int hiddenSize) {
    return (hiddenSize + GROUP - 1) / GROUP * GROUP;
  }

  /** The definition of the widened tagger. */
  TaggerDefinition definition() {
    return wide;
  }

  /** The widened tagger's parameters for those of the tagger as it was defined. */
  ParameterValues parameters(TaggerSizes sizes, ParameterValues parameters) {
    Map<String, Integer> hiddenSizes = hiddenSizes();
    ParameterValues.Builder builder = ParameterValues.builder();
    for (ParameterSpec spec : wide.parameters(sizes)) {
      String name = spec.name();
      int hiddenSize = hiddenSizes.getOrDefault(name, narrow.encoder().hiddenSize());
      float[] values = parameters.values(name);
      long[] shape = parameters.shape(name).asArray();
      for (int axis = 0; axis < shape.length; axis++) {
        long size = spec.shape().get(axis);
        if (shape[axis] != size) {
          boolean ofInputs = axis == 1 && narrow.stack().isOfInput(name);
          int[] places = ofInputs ? inputs() : units(hiddenSize, shape[axis]);
          values = widen(values, shape, axis, places, size);
          shape[axis] = size;
        }
      }
      builder.add(name, spec.shape(), values);
    }
    return builder.build();
  }

  /** Of the parameters of LSTMs over characters, by their names. */
  private Map<String, Integer> hiddenSizes() {
    Map<String, Integer> sizes = new HashMap<>();
    for (Input input : narrow.inputs().all()) {
      if (input instanceof CharacterInput characters
          && characters.encoder() instanceof CharacterLstm lstm) {
        input.parameters(1).forEach(p -> sizes.put(p.name(), lstm.hiddenSize()));
      }
    }
    return sizes;
  }

  /** Where each element of what the encoder reads stands among the widened: input after input. */
  private int[] inputs() {
    int[] places = new int[narrow.inputs().outputSize()];
    int from = 0;
    int to = 0;
    for (int k = 0; k < narrow.inputs().all().size(); k++) {
      Input input = narrow.inputs().all().get(k);
      int size = input.outputSize();
      int wideSize = wide.inputs().all().get(k).outputSize();
      int[] own =
          size == wideSize ? IntStream.range(0, size).toArray() : units(size / 2, size); // 2 H
      for (int place : own) {
        places[from++] = to + place;
      }
      to += wideSize;
    }
    return places;
  }

  /** The same along an axis with so many elements for each gate or direction. */
  private static int[] units(int hiddenSize, long size) {
    return IntStream.range(0, Math.toIntExact(size))
        .map(k -> k / hiddenSize * wide(hiddenSize) + k % hiddenSize)
        .toArray();
  }

  /** Puts what stands at each index of an axis to its place among {@code size}, else zeros. */
  private static float[] widen(float[] values, long[] shape, int axis, int[] places, long size) {
    int inner = product(Arrays.copyOfRange(shape, axis + 1, shape.length));
    int outer = product(Arrays.copyOfRange(shape, 0, axis));
    int to = Math.multiplyExact(Math.toIntExact(size), inner);
    float[] widened = new float[Math.multiplyExact(outer, to)];
    for (int block = 0; block < outer; block++) {
      for (int k = 0; k < places.length; k++) {
        int from = (block * places.length + k) * inner;
        System.arraycopy(values, from, widened, block * to + places[k] * inner, inner);
      }
    }
    return widened;
  }

  private static int product(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}

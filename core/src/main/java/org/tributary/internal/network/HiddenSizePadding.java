package org.tributary.internal.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.internal.packing.BatchInvariance;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * Zero-padding of a tagger's hidden sizes, those of the encoder and of recurrent inputs, to a
 * multiple of {@link BatchInvariance#HIDDEN_SIZE_MULTIPLE}. The added units have zero weights, stay
 * at zero and do not change any score.
 *
 * <p>A row's bits then do not depend on its position in the batch.
 */
public final class HiddenSizePadding {
  private final TaggerDefinition original;
  private final TaggerDefinition padded;

  public HiddenSizePadding(TaggerDefinition definition) {
    this.original = definition;
    List<Input<?>> inputs =
        definition.inputs().all().stream().<Input<?>>map(HiddenSizePadding::padded).toList();
    this.padded = definition.inputs(new Inputs(inputs)).encoder(padded(definition.encoder()));
  }

  /** Returns an encoder with a padded hidden size, if its cell and skip connection allow it. */
  private static Recurrent padded(Recurrent encoder) {
    return encoder
        .cell()
        .withZeroUnits(aligned(encoder.hiddenSize()))
        .filter(cell -> encoder.skipConnection().allowsZeroUnits())
        .map(encoder::with)
        .orElse(encoder);
  }

  private static Input<?> padded(Input<?> input) {
    OptionalInt units = input.hiddenUnits();
    return units.isPresent() ? input.withHiddenUnits(aligned(units.getAsInt())) : input;
  }

  private static int aligned(int hiddenSize) {
    return BatchInvariance.roundedUp(hiddenSize, BatchInvariance.HIDDEN_SIZE_MULTIPLE);
  }

  /** Returns the definition with padded hidden sizes. */
  public TaggerDefinition definition() {
    return padded;
  }

  /** Returns the zero-padded parameters for those of the original tagger. */
  public ParameterValues parameters(TaggerSizes sizes, ParameterValues parameters) {
    Map<String, Integer> hiddenSizes = hiddenSizes();
    Map<String, FloatTensor> result = new LinkedHashMap<>();
    for (ParameterSpec spec : padded.parameters(sizes)) {
      String name = spec.name();
      if (parameters.shape(name).equals(spec.shape())) {
        result.put(name, parameters.tensor(name));
        continue;
      }
      int hiddenSize = hiddenSizes.getOrDefault(name, original.encoder().hiddenSize());
      float[] values = parameters.values(name);
      long[] shape = parameters.shape(name).asArray();
      for (int axis = 0; axis < shape.length; axis++) {
        long size = spec.shape().get(axis);
        if (shape[axis] != size) {
          boolean readsInput = axis == 1 && multipliesInput(name);
          int[] targets = readsInput ? inputTargets() : unitTargets(hiddenSize, shape[axis]);
          values = pad(values, shape, axis, targets, size);
          shape[axis] = size;
        }
      }
      result.put(name, FloatTensor.of(spec.shape(), values));
    }
    return ParameterValues.of(result);
  }

  /** Returns whether a parameter multiplies the encoder's input, along axis 1. */
  private boolean multipliesInput(String parameter) {
    String weight = original.encoderName() + ".weight_ih_l0";
    return parameter.equals(weight) || parameter.equals(weight + "_reverse");
  }

  /** Returns the hidden size of each parameter of a recurrent input, by parameter name. */
  private Map<String, Integer> hiddenSizes() {
    Map<String, Integer> sizes = new HashMap<>();
    for (Input<?> input : original.inputs().all()) {
      input
          .hiddenUnits()
          .ifPresent(size -> input.parameters(1).forEach(p -> sizes.put(p.name(), size)));
    }
    return sizes;
  }

  /** Returns the padded index of each element of the encoder's input, input after input. */
  private int[] inputTargets() {
    int[] targets = new int[original.inputs().outputSize()];
    int from = 0;
    int to = 0;
    for (int k = 0; k < original.inputs().all().size(); k++) {
      Input<?> input = original.inputs().all().get(k);
      int size = input.outputSize();
      int paddedSize = padded.inputs().all().get(k).outputSize();
      int[] own =
          input.hiddenUnits().isPresent()
              ? unitTargets(input.hiddenUnits().getAsInt(), size)
              : IntStream.range(0, size).toArray();
      for (int target : own) {
        targets[from++] = to + target;
      }
      to += paddedSize;
    }
    return targets;
  }

  /** Returns the padded index of each unit along an axis of gates or directions, each H long. */
  private static int[] unitTargets(int hiddenSize, long size) {
    return IntStream.range(0, Math.toIntExact(size))
        .map(k -> k / hiddenSize * aligned(hiddenSize) + k % hiddenSize)
        .toArray();
  }

  /** Copies the slices of an axis to their padded indices; the other slices are zero. */
  private static float[] pad(float[] values, long[] shape, int axis, int[] targets, long size) {
    int inner = product(Arrays.copyOfRange(shape, axis + 1, shape.length));
    int outer = product(Arrays.copyOfRange(shape, 0, axis));
    int to = Math.multiplyExact(Math.toIntExact(size), inner);
    float[] result = new float[Math.multiplyExact(outer, to)];
    for (int block = 0; block < outer; block++) {
      for (int k = 0; k < targets.length; k++) {
        int from = (block * targets.length + k) * inner;
        System.arraycopy(values, from, result, block * to + targets[k] * inner, inner);
      }
    }
    return result;
  }

  private static int product(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}

package org.tributary.tagger;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;

/**
 * Widens a tagger's hidden size to a multiple of 16 with units whose weights are all zero. They
 * stay at zero and change no score.
 *
 * <p>TensorFlow computes gates in groups of up to 16 elements and what is left over one by one, by
 * another formula. With a whole number of groups in each row, a row's bits do not depend on where
 * in a batch it stands.
 */
final class HiddenPadding {
  private static final int GROUP = 16;

  private final TaggerDefinition narrow;
  private final TaggerDefinition wide;

  HiddenPadding(TaggerDefinition definition) {
    this.narrow = definition;
    int hiddenSize = definition.encoder().hiddenSize();
    this.wide = definition.encode(e -> e.hidden((hiddenSize + GROUP - 1) / GROUP * GROUP));
  }

  /** The definition of the widened tagger. */
  TaggerDefinition definition() {
    return wide;
  }

  /** The widened tagger's parameters for those of the tagger as it was defined. */
  ParameterValues parameters(TaggerSizes sizes, ParameterValues parameters) {
    ParameterValues.Builder builder = ParameterValues.builder();
    List<ParameterSpec> specs = wide.parameters(sizes);
    for (ParameterSpec spec : specs) {
      float[] values = parameters.values(spec.name());
      long[] shape = parameters.shape(spec.name()).asArray();
      for (int axis = 0; axis < shape.length; axis++) {
        values = widen(values, shape, axis, spec.shape());
        shape[axis] = spec.shape().get(axis);
      }
      builder.add(spec.name(), spec.shape(), values);
    }
    return builder.build();
  }

  /**
   * An axis that depends on the hidden size holds that many elements for each gate or direction.
   */
  private float[] widen(float[] values, long[] shape, int axis, Shape wideShape) {
    if (shape[axis] == wideShape.get(axis)) {
      return values;
    }
    int inner = size(Arrays.copyOfRange(shape, axis + 1, shape.length));
    int from = narrow.encoder().hiddenSize() * inner;
    int to = wide.encoder().hiddenSize() * inner;
    float[] widened = new float[Math.multiplyExact(values.length / from, to)];
    for (int block = 0; block < values.length / from; block++) {
      System.arraycopy(values, block * from, widened, block * to, from);
    }
    return widened;
  }

  private static int size(long[] shape) {
    return Math.toIntExact(Shape.of(shape).size());
  }
}

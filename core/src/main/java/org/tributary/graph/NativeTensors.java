package org.tributary.graph;

import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/** Tensors in TensorFlow's memory, from and to those in Java arrays. */
public final class NativeTensors {
  private static final int CHUNK = 1 << 14; // values

  private NativeTensors() {}

  /** Returns a copy of a native tensor. */
  public static FloatTensor copyOf(TFloat32 tensor) {
    return FloatTensor.written(
        TensorShape.of(tensor.shape().asArray()),
        values -> {
          if (values.length > 0) {
            tensor.copyTo(DataBuffers.of(values, false, false));
          }
        });
  }

  /** Returns a native copy of a tensor; the caller closes it. */
  public static TFloat32 of(FloatTensor tensor) {
    return TFloat32.tensorOf(
        shape(tensor.shape()),
        nativeTensor -> {
          FloatDataBuffer to = nativeTensor.asRawTensor().data().asFloats();
          int size = (int) tensor.shape().size();
          float[] part = new float[Math.min(size, CHUNK)];
          int count;
          for (int from = 0; from < size; from += count) { // a sum of counts does not overflow
            count = Math.min(part.length, size - from);
            tensor.copy(from, part, 0, count);
            to.offset(from).write(part, 0, count);
          }
        });
  }

  /** Returns a shape as TensorFlow's. */
  public static org.tensorflow.ndarray.Shape shape(TensorShape shape) {
    return org.tensorflow.ndarray.Shape.of(shape.asArray());
  }
}

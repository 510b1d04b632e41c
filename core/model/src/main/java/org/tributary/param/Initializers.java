package org.tributary.param;

import java.util.Arrays;
import org.tributary.random.TorchRandom;

/** The initializers, as records with value equality. */
final class Initializers {
  private Initializers() {}

  record Uniform(double bound) implements Initializer {
    Uniform {
      if (!(bound >= 0) || Double.isInfinite(bound)) {
        throw new IllegalArgumentException(
            "uniform: expected a finite bound of at least 0, got %s".formatted(bound));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      return random.uniform(size(shape), -bound, bound);
    }
  }

  record Normal(double standardDeviation) implements Initializer {
    Normal {
      if (!(standardDeviation >= 0) || Double.isInfinite(standardDeviation)) {
        throw new IllegalArgumentException(
            "normal: expected a finite deviation of at least 0, got %s"
                .formatted(standardDeviation));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      return random.normal(size(shape), 0, standardDeviation);
    }
  }

  record Constant(float value) implements Initializer {
    Constant {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "constant: expected a finite float32 number, got %s".formatted(value));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      float[] values = new float[size(shape)];
      Arrays.fill(values, value);
      return values;
    }
  }

  record XavierUniform() implements Initializer {
    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      requireMatrix("Xavier", shape);
      // PyTorch's order of operations, so that the bound is the same to the last bit
      double standardDeviation = Math.sqrt(2.0 / (shape.get(0) + shape.get(1)));
      double bound = Math.sqrt(3.0) * standardDeviation;
      return random.uniform(size(shape), -bound, bound);
    }
  }

  record XavierNormal() implements Initializer {
    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      requireMatrix("Xavier", shape);
      return random.normal(size(shape), 0, Math.sqrt(2.0 / (shape.get(0) + shape.get(1))));
    }
  }

  record Blocks(int count, Initializer each) implements Initializer {
    Blocks {
      if (count < 1) {
        throw new IllegalArgumentException(
            "blocks: expected at least 1 block, got %d".formatted(count));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      if (shape.numDimensions() < 1 || shape.get(0) % count != 0) {
        throw new IllegalArgumentException(
            "blocks: expected a number of rows that %d divides, got shape %s; is it the number of gates?"
                .formatted(count, shape));
      }
      long[] block = shape.asArray();
      block[0] /= count;
      float[] values = new float[size(shape)];
      for (int k = 0; k < count; k++) {
        float[] drawn = each.draw(TensorShape.of(block), random);
        System.arraycopy(drawn, 0, values, k * drawn.length, drawn.length);
      }
      return values;
    }
  }

  static void requireMatrix(String what, TensorShape shape) {
    if (shape.numDimensions() != 2) {
      throw new IllegalArgumentException(
          "%s: expected a matrix to draw, got shape %s; choose another initializer for vectors"
              .formatted(what, shape));
    }
  }

  static int size(TensorShape shape) {
    return Math.toIntExact(shape.size());
  }
}

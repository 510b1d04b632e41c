package org.tributary.examples.notebook;

import org.tensorflow.ndarray.Shape;
import org.tributary.param.FloatTensor;
import org.tributary.random.TorchRandom;

/** PyTorch's {@code torch.randn}, drawing on from one generator. */
record Randn(TorchRandom random) {

  /** What {@code torch.manual_seed(0)} starts, as most of the tutorial's cells do. */
  static Randn seeded() {
    return new Randn(TorchRandom.seeded(0));
  }

  FloatTensor draw(long... dimensions) {
    Shape shape = Shape.of(dimensions);
    return FloatTensor.of(shape, random.normal(Math.toIntExact(shape.size())));
  }
}

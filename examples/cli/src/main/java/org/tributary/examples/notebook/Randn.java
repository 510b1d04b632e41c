package org.tributary.examples.notebook;

import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.random.TorchRandom;

/** PyTorch's {@code torch.randn} on one generator. */
record Randn(TorchRandom random) {

  /** Returns a generator after {@code torch.manual_seed(0)}, the seed of most tutorial cells. */
  static Randn seeded() {
    return new Randn(TorchRandom.seeded(0));
  }

  FloatTensor draw(long... dimensions) {
    TensorShape shape = TensorShape.of(dimensions);
    return FloatTensor.of(shape, random.normal(Math.toIntExact(shape.size())));
  }
}

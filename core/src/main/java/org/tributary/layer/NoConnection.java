package org.tributary.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.inference.SkipInference;
import org.tributary.kernel.Forward;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/** The absence of a skip connection: y = h. */
record NoConnection() implements SkipConnection {

  @Override
  public String name() {
    return "none";
  }

  @Override
  public List<ParameterSpec> parameters(int size) {
    return List.of();
  }

  @Override
  public boolean isIdentity() {
    return true;
  }

  @Override
  public boolean preservesZero() {
    return true;
  }

  @Override
  public Optional<SkipInference> inference(Function<String, FloatTensor> weights) {
    return Optional.of((x, h, count) -> {});
  }

  @Override
  public Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    return Forward.of(h, g -> new SkipGradients(Optional.empty(), g, Map.of()));
  }

  @Override
  public String toString() {
    return name();
  }
}

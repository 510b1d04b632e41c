package org.tributary.layer;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.inference.SkipInference;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/** A residual connection: y = h + x (He et al. 2016). */
record ResidualConnection() implements SkipConnection {

  @Override
  public String name() {
    return "residual";
  }

  @Override
  public List<ParameterSpec> parameters(int size) {
    return List.of();
  }

  @Override
  public boolean preservesZero() {
    return true;
  }

  @Override
  public Optional<SkipInference> inference(Function<String, FloatTensor> weights) {
    return Optional.of(
        (x, h, count) -> {
          for (int n = 0; n < count; n++) {
            add(x[n], h[n]);
          }
        });
  }

  private static void add(float[] x, float[] h) {
    for (int j = 0; j < h.length; j++) {
      h[j] += x[j];
    }
  }

  @Override
  public String toString() {
    return name();
  }
}

package org.tributary.layer;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.inference.SkipInference;
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
  public String toString() {
    return name();
  }
}

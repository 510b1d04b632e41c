package org.tributary.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.StatePart;

/** Upstream gradients of the output, h and c; empty for absent ones. */
public final class Upstream {
  private Upstream() {}

  public static <V> OutputGradients<V> of(Optional<V> output, Optional<V> hidden, Optional<V> c) {
    Map<String, V> state = new LinkedHashMap<>();
    hidden.ifPresent(gradient -> state.put(StatePart.HIDDEN, gradient));
    c.ifPresent(gradient -> state.put(StatePart.CELL, gradient));
    return new OutputGradients<>(output, state);
  }
}

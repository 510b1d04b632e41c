package org.tributary.nn;

import java.util.Optional;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * Modules that run in their graphs alone, without TensorFlow's graph optimizer, which takes most of
 * the time of a graph that runs once. {@link RecurrentGoldenTest} and others run with it.
 */
final class UnoptimizedModule {
  private UnoptimizedModule() {}

  /** Returns a module with parameters drawn from {@code random}. */
  static RecurrentModule of(Recurrent definition, TorchRandom random) {
    return of(definition, ParameterValues.draw(definition.parameters(), random));
  }

  /** Returns a module with the given parameters, in any order. */
  static RecurrentModule of(Recurrent definition, ParameterValues values) {
    return new RecurrentModule(
        definition,
        values,
        onArrays -> Optional.empty(),
        TensorFlowRuntime::openWithoutGraphOptimizer);
  }
}

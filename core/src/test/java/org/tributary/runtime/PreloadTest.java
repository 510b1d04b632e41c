package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class PreloadTest {
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void whoNeedsTheNativesMeanwhileGetsThem() {
    TensorFlowRuntime.preload();
    TensorFlowRuntime.preload();
    try (Graph graph = new Graph();
        Session session = TensorFlowRuntime.openAtOnce(graph)) {
      Ops tf = Ops.create(graph);
      Session.Runner runner = session.runner().fetch(tf.math.add(tf.constant(1f), tf.constant(2f)));
      try (Result result = runner.run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(3f);
      }
    }
  }
}

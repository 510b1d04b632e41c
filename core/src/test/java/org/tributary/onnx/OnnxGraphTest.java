package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tributary.param.FloatTensor;

class OnnxGraphTest {
  /** The sizes of tables add up; none is allocated to find out. */
  @Test
  void weightsThatAFileDoesNotHoldAreRefused() {
    OnnxGraph graph = OnnxGraph.named("large");
    graph.floats("small", FloatTensor.zeros(3));
    graph.take("first", 4L * (1 << 28));
    OnnxGraph body = graph.body("body");
    assertThatThrownBy(() -> body.take("second_emb.weight", 4L * (1 << 28)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "ONNX: expected weights of at most 2080374783 bytes, which is what a file of one protobuf message holds, got 2147483660 up to second_emb.weight; train with fewer words or smaller vectors");
    assertThatThrownBy(() -> graph.take("third", 4L * Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> graph.floats("fourth", FloatTensor.zeros(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

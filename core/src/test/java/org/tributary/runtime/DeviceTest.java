package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.op.Ops;

class DeviceTest {
  @Test
  void namesAreParsed() {
    assertThat(Device.parse("cpu")).isEqualTo(Device.cpu());
    assertThat(Device.parse(" GPU ")).isEqualTo(Device.gpu(0));
    assertThat(Device.parse(Device.gpu(3).toString())).isEqualTo(Device.gpu(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tpu", "gpu:", "gpu:-1", "gpu:0:1", "gpu0"})
  void malformedNamesAreRejected(String name) {
    assertThatThrownBy(() -> Device.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device: expected cpu, gpu or gpu:N, got '%s'".formatted(name));
  }

  @Test
  void indexOutsideRangeIsRejected() {
    assertThatThrownBy(() -> new Device(Device.Kind.CPU, 1))
        .hasMessage("device: TensorFlow sees all processors as cpu:0, got cpu:1");
    assertThatThrownBy(() -> Device.gpu(-1))
        .hasMessage("device: expected an index of at least 0, got -1");
  }

  @Test
  void absentDeviceIsRejectedOrReplaced() {
    RuntimeSettings settings = new RuntimeSettings(device -> false);
    settings.use(Device.gpu(0));
    assertThatThrownBy(settings::device)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "device: gpu:0 was asked for, but TensorFlow sees no such device; build with -Pgpu on a"
                + " machine with CUDA, or use cpu, or ask for soft placement");
    settings.useIfAvailable(Device.gpu(0));
    assertThat(settings.device()).isEqualTo(Device.cpu());
    settings.use(Device.cpu());
    assertThat(settings.device()).isEqualTo(Device.cpu());
    RuntimeSettings withGpu = new RuntimeSettings(device -> true);
    withGpu.use(Device.gpu(1));
    assertThat(withGpu.device()).isEqualTo(Device.gpu(1));
  }

  @Test
  void trialRejectsHundredthGpu() {
    RuntimeSettings settings = RuntimeSettings.byTrial();
    settings.use(Device.gpu(99));
    assertThatThrownBy(settings::device).hasMessageStartingWith("device: gpu:99 was asked for");
  }

  @Test
  void operationsAndLoopBodiesAreOnTheirDevice() {
    try (Graph graph = new Graph();
        Graph body = new Graph()) {
      Ops gpu = Ops.create(graph).withDevice(Device.gpu(1).specification());
      assertThat(device(gpu)).isEqualTo("/device:GPU:1");
      assertThat(device(TensorFlowRuntime.inside(body, gpu))).isEqualTo("/device:GPU:1");
      assertThat(device(TensorFlowRuntime.inside(body, Ops.create(graph)))).isEmpty();
      assertThat(device(TensorFlowRuntime.ops(graph))).isEqualTo("/device:CPU:0");
    }
  }

  @Test
  @Tag("gpu")
  void presentGpuIsAccepted() {
    RuntimeSettings settings = RuntimeSettings.byTrial();
    settings.use(Device.gpu(0));
    assertThat(settings.device()).isEqualTo(Device.gpu(0));
  }

  private static String device(Ops tf) {
    GraphOperation operation = (GraphOperation) tf.constant(1f).op();
    String device = operation.device();
    return device == null ? "" : device;
  }
}

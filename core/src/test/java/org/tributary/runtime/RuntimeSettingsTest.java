package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RuntimeSettingsTest {
  /** The devices that were looked for, in order. */
  private final List<Device> trials = new ArrayList<>();

  private RuntimeSettings settings(Device... present) {
    return new RuntimeSettings(
        device -> {
          trials.add(device);
          return List.of(present).contains(device);
        });
  }

  @Test
  void deviceIsLookedForOnce() {
    RuntimeSettings settings = settings(Device.gpu(1));
    settings.use(Device.gpu(1));
    assertThat(trials).isEmpty();
    assertThat(settings.device()).isEqualTo(Device.gpu(1));
    assertThat(settings.device()).isEqualTo(Device.gpu(1));
    assertThat(trials).containsExactly(Device.gpu(1));
  }

  @Test
  void absentDeviceIsRejectedUntilAnotherIsChosen() {
    RuntimeSettings settings = settings();
    settings.use(Device.gpu(2));
    for (int k = 0; k < 2; k++) {
      assertThatThrownBy(settings::device)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("device: gpu:2 was asked for");
    }
    settings.useIfAvailable(Device.gpu(3));
    assertThat(settings.device()).isEqualTo(Device.cpu());
    assertThat(trials).containsExactly(Device.gpu(2), Device.gpu(2), Device.gpu(3));
  }

  @Test
  void nullIsRejectedBeforeAnythingIsFixed() {
    RuntimeSettings settings = settings();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(() -> settings.use(null), () -> settings.useIfAvailable(null))) {
      assertThatThrownBy(use)
          .isInstanceOf(NullPointerException.class)
          .hasMessage("device: expected one, got null");
    }
    assertThat(settings.device()).isEqualTo(Device.cpu());
  }

  @Test
  void invalidDeviceProperty() {
    withProperty(
        TensorFlowRuntime.DEVICE_PROPERTY,
        "tpu",
        () ->
            assertThatThrownBy(settings()::device)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                    "system property tributary.device: device: expected cpu, gpu or gpu:N, got"
                        + " 'tpu'"));
  }

  private static void withProperty(String name, String value, Runnable test) {
    String before = System.getProperty(name);
    System.setProperty(name, value);
    try {
      test.run();
    } finally {
      if (before == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, before);
      }
    }
  }

  @Test
  void cpuIsNeverLookedFor() {
    RuntimeSettings settings = settings();
    assertThat(settings.device()).isEqualTo(Device.cpu());
    settings.use(Device.cpu());
    assertThat(settings.device()).isEqualTo(Device.cpu());
    assertThat(trials).isEmpty();
  }
}

package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeSettingsTest {
  private static final Threads THREADS = new Threads(2, 5);

  /** The devices that were looked for, in order. */
  private final List<Device> trials = new ArrayList<>();

  /** Looking for a device fixes the threads, as a session does. */
  private RuntimeSettings settings(Device... present) {
    RuntimeSettings[] made = new RuntimeSettings[1];
    made[0] =
        new RuntimeSettings(
            new DeviceSelection(
                device -> {
                  made[0].threads();
                  trials.add(device);
                  return List.of(present).contains(device);
                }));
    return made[0];
  }

  @Test
  void threadsAreAcceptedAfterDevice() {
    RuntimeSettings settings = settings(Device.gpu(1));
    settings.use(Device.gpu(1));
    settings.use(THREADS);
    assertThat(trials).isEmpty();
    assertThat(settings.device()).isEqualTo(Device.gpu(1));
    assertThat(settings.device()).isEqualTo(Device.gpu(1));
    assertThat(trials).containsExactly(Device.gpu(1));
    assertThat(settings.threads()).isEqualTo(THREADS);
  }

  @Test
  void deviceIsAcceptedAfterThreads() {
    RuntimeSettings settings = settings(Device.gpu(1));
    settings.use(THREADS);
    settings.use(Device.gpu(1));
    assertThat(settings.device()).isEqualTo(Device.gpu(1));
    assertThat(settings.threads()).isEqualTo(THREADS);
  }

  @Test
  void threadsAreRejectedAfterDeviceWasLookedFor() {
    RuntimeSettings settings = settings(Device.gpu(1));
    settings.use(Device.gpu(1));
    settings.device();
    Threads other = Threads.of(settings.threads().interOp() + 1);
    assertThatThrownBy(() -> settings.use(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "threads: this process runs with %s, so %s cannot be set; TensorFlow's pools are made"
                    .formatted(settings.threads(), other)
                + " once per process: set the threads before the first graph and before"
                + " TensorFlowRuntime.device() looks for a GPU");
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
    assertThatThrownBy(() -> settings.use((Threads) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("threads: expected a setting, got null");
    settings.use(THREADS);
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> settings.use((Device) null), () -> settings.useIfAvailable(null))) {
      assertThatThrownBy(use)
          .isInstanceOf(NullPointerException.class)
          .hasMessage("device: expected one, got null");
    }
    assertThat(settings.device()).isEqualTo(Device.cpu());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "5000", "many", ""})
  void invalidThreadsProperty(String value) {
    withProperty(
        TensorFlowRuntime.THREADS_PROPERTY,
        value,
        () ->
            assertThatThrownBy(settings()::threads)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                    "system property tributary.threads: expected a number of threads from 1 to"
                        + " 4096, got '%s'",
                    value));
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

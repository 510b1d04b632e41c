package org.tributary.runtime;

import java.util.Locale;
import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;

/**
 * A device that runs operations.
 *
 * @param kind CPU or GPU
 * @param index the number among the devices of this kind, from 0
 */
public record Device(Kind kind, int index) {

  /** The kind of a device. */
  public enum Kind {
    /** The processor. */
    CPU,
    /** A CUDA graphics card. */
    GPU
  }

  /**
   * Checks the index.
   *
   * @throws IllegalArgumentException if the index is negative, or above 0 for a CPU
   */
  public Device {
    if (index < 0) {
      throw new IllegalArgumentException(
          "device: expected an index of at least 0, got %d".formatted(index));
    }
    if (kind == Kind.CPU && index > 0) {
      throw new IllegalArgumentException(
          "device: TensorFlow sees all processors as cpu:0, got cpu:%d".formatted(index));
    }
  }

  /** Returns the processor, {@code cpu:0}. */
  public static Device cpu() {
    return new Device(Kind.CPU, 0);
  }

  /** Returns the graphics card with the given index. */
  public static Device gpu(int index) {
    return new Device(Kind.GPU, index);
  }

  /**
   * Parses {@code cpu}, {@code cpu:0}, {@code gpu} or {@code gpu:1}. Ignores case and surrounding
   * blanks.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Device parse(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
    boolean known = parts[0].equals("cpu") || parts[0].equals("gpu");
    if (!known || parts.length > 2 || (parts.length == 2 && !parts[1].matches("[0-9]{1,3}"))) {
      throw new IllegalArgumentException(
          "device: expected cpu, gpu or gpu:N, got '%s'".formatted(text));
    }
    int index = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
    return new Device(parts[0].equals("cpu") ? Kind.CPU : Kind.GPU, index);
  }

  /** Returns TensorFlow's specification of this device. */
  DeviceSpec specification() {
    return DeviceSpec.newBuilder()
        .deviceType(kind == Kind.CPU ? DeviceType.CPU : DeviceType.GPU)
        .deviceIndex(index)
        .build();
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + index;
  }
}

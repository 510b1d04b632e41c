package org.tributary.param;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A process that replaces a file without end and prints the number of each write. */
final class SavingLoop {
  static final int SIZE = 1 << 18;

  private SavingLoop() {}

  /** Writes the file of the first argument from the number of the second on. */
  public static void main(String[] arguments) throws IOException {
    for (int number = Integer.parseInt(arguments[1]); ; number++) {
      float[] values = new float[SIZE];
      Arrays.fill(values, number);
      Safetensors.write(
          Path.of(arguments[0]),
          ParameterValues.builder().add("w", TensorShape.of(SIZE), values).build());
      System.out.println(number);
    }
  }
}

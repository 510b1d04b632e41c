package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.testing.ChildProcess;

/** Products by the Vector API, in registers of any size, have the bits of those by loops. */
class VectorProductsTest {
  @ParameterizedTest
  @ValueSource(strings = {"-XX:UseAVX=2", "-XX:UseAVX=3"}) // at most 256 and 512 bits
  void bitsAreThoseOfLoops(String registers) throws Exception {
    Process process =
        ChildProcess.builder(
                System.getProperty("java.class.path"),
                List.of(
                    "-XX:+IgnoreUnrecognizedVMOptions", // on other processors
                    registers,
                    "--add-modules",
                    "jdk.incubator.vector"),
                Comparison.class)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).isEqualTo("240 products are equal");
  }

  /** Compares products of random sizes. */
  public static final class Comparison {
    private Comparison() {}

    /** Prints the number of equal products. */
    public static void main(String[] args) throws ReflectiveOperationException {
      Random random = new Random(7);
      int equal = 0;
      for (int k = 0; k < 240; k++) {
        int rows = 1 + k % 20;
        int inputs = 1 + random.nextInt(40);
        int outputs = 33 + random.nextInt(200);
        float[][] weights = normal(inputs, outputs, random);
        float[][] x = normal(rows, inputs, random);
        float[][] expected = normal(rows, outputs, random);
        float[][] actual = Arrays.stream(expected).map(float[]::clone).toArray(float[][]::new);
        int part = random.nextInt(inputs);
        new Matrix.LoopProducts(outputs, weights).add(x, expected, rows, 0, inputs);
        vectorProducts(outputs, weights).add(x, actual, rows, 0, part);
        vectorProducts(outputs, weights).add(x, actual, rows, part, inputs);
        equal += Arrays.deepEquals(actual, expected) ? 1 : 0;
      }
      System.out.print(equal + " products are equal");
      System.out.flush();
    }

    private static Matrix.Products vectorProducts(int outputs, float[][] weights)
        throws ReflectiveOperationException {
      return Class.forName("org.tributary.layer.VectorProducts") // compiled with another module
          .asSubclass(Matrix.Products.class)
          .getDeclaredConstructor(int.class, float[][].class)
          .newInstance(outputs, weights);
    }

    private static float[][] normal(int count, int size, Random random) {
      float[][] values = new float[count][size];
      for (float[] vector : values) {
        for (int k = 0; k < size; k++) {
          vector[k] = (float) random.nextGaussian();
        }
      }
      return values;
    }
  }
}

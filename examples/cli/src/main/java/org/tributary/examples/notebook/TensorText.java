package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tributary.param.FloatTensor;

/**
 * Tensors as PyTorch prints them with its default options: numbers in columns of one width, lines
 * of at most 80 characters. For tensors of 1 to 1000 values; PyTorch abbreviates larger ones.
 */
final class TensorText {
  private static final int LINE = 80;
  private static final String PREFIX = "tensor(";

  /** The numbers, each written out and filled up to {@code width} columns. */
  private record Columns(List<String> numbers, int width) {
    static Columns of(List<String> texts, int width) {
      List<String> numbers =
          texts.stream().map(t -> " ".repeat(Math.max(0, width - t.length())) + t).toList();
      return new Columns(numbers, width);
    }
  }

  private TensorText() {}

  /** {@code tensor([...])}. */
  static String of(FloatTensor tensor) {
    return PREFIX + body(tensor) + ")";
  }

  /** A trainable parameter: {@code Parameter containing:} and its values on the next line. */
  static String parameter(FloatTensor tensor) {
    String body = body(tensor);
    String suffix = "requires_grad=True";
    int lastLine =
        body.contains("\n")
            ? body.length() - 1 - body.lastIndexOf('\n')
            : PREFIX.length() + body.length();
    // the 4: comma and space before, and one more than the bracket behind
    boolean fits = lastLine + suffix.length() + 4 <= LINE;
    String gap = fits ? " " : "\n" + " ".repeat(PREFIX.length());
    return "Parameter containing:\n" + PREFIX + body + "," + gap + suffix + ")";
  }

  /** A vector of integers: {@code tensor([5, 5, 4, 2])}. */
  static String of(List<Integer> values) {
    List<String> texts = values.stream().map(String::valueOf).toList();
    int width = texts.stream().mapToInt(String::length).max().orElse(1);
    return PREFIX + row(Columns.of(texts, width), 0, texts.size(), PREFIX.length()) + ")";
  }

  /** A size: {@code torch.Size([5, 16, 2])}. */
  static String size(List<Integer> dimensions) {
    return "torch.Size(" + dimensions + ")";
  }

  private static String body(FloatTensor tensor) {
    float[] values = tensor.values();
    NumberText numbers = NumberText.of(values);
    List<String> texts =
        IntStream.range(0, values.length).mapToObj(k -> numbers.write(values[k])).toList();
    return nested(
        tensor.shape().asArray(), Columns.of(texts, numbers.width(values)), 0, PREFIX.length());
  }

  /** What stands from number {@code from} on, of the dimensions that are left. */
  private static String nested(long[] dimensions, Columns columns, int from, int indent) {
    if (dimensions.length == 0) {
      return columns.numbers().get(from);
    }
    int count = (int) dimensions[0];
    if (dimensions.length == 1) {
      return row(columns, from, count, indent);
    }
    long[] inner = Arrays.copyOfRange(dimensions, 1, dimensions.length);
    int size = (int) LongStream.of(inner).reduce(1, (a, b) -> a * b);
    List<String> parts = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      parts.add(nested(inner, columns, from + k * size, indent + 1));
    }
    return "[" + String.join("," + "\n".repeat(inner.length) + " ".repeat(indent + 1), parts) + "]";
  }

  private static String row(Columns columns, int from, int count, int indent) {
    int perLine = Math.max(1, (LINE - indent) / (columns.width() + 2));
    List<String> lines = new ArrayList<>();
    for (int k = from; k < from + count; k += perLine) {
      int end = Math.min(k + perLine, from + count);
      lines.add(String.join(", ", columns.numbers().subList(k, end)));
    }
    return "[" + String.join(",\n" + " ".repeat(indent + 1), lines) + "]";
  }
}

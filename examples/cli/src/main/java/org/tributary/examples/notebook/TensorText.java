package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tributary.param.FloatTensor;

/**
 * Text of tensors in PyTorch's default print format: columns of equal width, lines of at most 80
 * characters. Supports 1 to 1000 values; PyTorch abbreviates larger tensors.
 */
final class TensorText {
  private static final int MAX_LINE_CHARACTERS = 80;
  private static final String PREFIX = "tensor(";

  /** Formatted numbers, right-aligned to {@code width} characters. */
  private record Columns(List<String> numbers, int width) {
    static Columns of(List<String> texts, int width) {
      List<String> numbers =
          texts.stream().map(t -> " ".repeat(Math.max(0, width - t.length())) + t).toList();
      return new Columns(numbers, width);
    }
  }

  private TensorText() {}

  /** Returns {@code tensor([...])}. */
  static String of(FloatTensor tensor) {
    return PREFIX + body(tensor) + ")";
  }

  /** Returns the text of a trainable parameter: {@code Parameter containing:} and its values. */
  static String parameter(FloatTensor tensor) {
    String body = body(tensor);
    String suffix = "requires_grad=True";
    int lastLine =
        body.contains("\n")
            ? body.length() - 1 - body.lastIndexOf('\n')
            : PREFIX.length() + body.length();
    // 4 characters: comma and space before, closing bracket and one spare after
    boolean fits = lastLine + suffix.length() + 4 <= MAX_LINE_CHARACTERS;
    String gap = fits ? " " : "\n" + " ".repeat(PREFIX.length());
    return "Parameter containing:\n" + PREFIX + body + "," + gap + suffix + ")";
  }

  /** Returns the text of an integer vector: {@code tensor([5, 5, 4, 2])}. */
  static String of(List<Integer> values) {
    List<String> texts = values.stream().map(String::valueOf).toList();
    int width = texts.stream().mapToInt(String::length).max().orElse(1);
    return PREFIX + row(Columns.of(texts, width), 0, texts.size(), PREFIX.length()) + ")";
  }

  /** Returns the text of a size: {@code torch.Size([5, 16, 2])}. */
  static String size(List<Integer> dimensions) {
    return "torch.Size(" + dimensions + ")";
  }

  private static String body(FloatTensor tensor) {
    float[] values = tensor.values();
    NumberFormat numbers = NumberFormat.of(values);
    List<String> texts =
        IntStream.range(0, values.length).mapToObj(k -> numbers.format(values[k])).toList();
    return nested(
        tensor.shape().asArray(), Columns.of(texts, numbers.width(values)), 0, PREFIX.length());
  }

  /** Returns nested brackets of the given dimensions, starting at number {@code from}. */
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
    int perLine = Math.max(1, (MAX_LINE_CHARACTERS - indent) / (columns.width() + 2));
    List<String> lines = new ArrayList<>();
    for (int k = from; k < from + count; k += perLine) {
      int end = Math.min(k + perLine, from + count);
      lines.add(String.join(", ", columns.numbers().subList(k, end)));
    }
    return "[" + String.join(",\n" + " ".repeat(indent + 1), lines) + "]";
  }
}

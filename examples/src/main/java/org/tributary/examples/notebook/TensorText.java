package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.tributary.param.FloatTensor;

/**
 * Tensors as PyTorch prints them with its defaults: four decimals, one width for all numbers of a
 * tensor, scientific notation where they lie more than a factor of 1000 apart or one is below 1e-4,
 * lines of 80 characters.
 */
final class TensorText {
  private static final int LINE = 80;

  private TensorText() {}

  /** {@code tensor([...])}. */
  static String of(FloatTensor tensor) {
    return of(tensor, "");
  }

  /**
   * {@code tensor([...], suffix)}, the suffix on a line of its own where the last one has no room.
   *
   * @param suffix such as {@code requires_grad=True}, or nothing
   */
  static String of(FloatTensor tensor, String suffix) {
    String prefix = "tensor(";
    String body = body(tensor, prefix.length());
    return prefix + body + tail(suffix, body, prefix.length()) + ")";
  }

  /** A trainable parameter: {@code Parameter containing:} and its values on the next line. */
  static String parameter(FloatTensor tensor) {
    return "Parameter containing:\n" + of(tensor, "requires_grad=True");
  }

  /** Integers: {@code tensor([5, 5, 4, 2])}. */
  static String of(List<Integer> values) {
    return "tensor(" + values + ")";
  }

  /** A size: {@code torch.Size([5, 16, 2])}. */
  static String size(FloatTensor tensor) {
    return "torch.Size(" + dimensions(tensor) + ")";
  }

  /** The dimensions as a list. */
  static List<Integer> dimensions(FloatTensor tensor) {
    return IntStream.range(0, tensor.shape().numDimensions())
        .mapToObj(k -> (int) tensor.shape().get(k))
        .toList();
  }

  /** {@code text} with every line but the first moved right by {@code columns}. */
  static String indented(String text, int columns) {
    return text.replace("\n", "\n" + " ".repeat(columns));
  }

  private static String tail(String suffix, String body, int indent) {
    if (suffix.isEmpty()) {
      return "";
    }
    int lastLine = indent + body.length() - (body.lastIndexOf('\n') + 1);
    if (body.contains("\n")) {
      lastLine -= indent;
    }
    boolean fits = lastLine + suffix.length() + 3 <= LINE;
    return fits ? ", " + suffix : ",\n" + " ".repeat(indent) + suffix;
  }

  private static String body(FloatTensor tensor, int indent) {
    float[] values = tensor.values();
    DoubleFunction<String> number = format(values);
    int width = 0;
    for (float value : values) {
      width = Math.max(width, number.apply(value).length());
    }
    List<String> texts = new ArrayList<>();
    for (float value : values) {
      String text = number.apply(value);
      texts.add(" ".repeat(width - text.length()) + text);
    }
    return nested(tensor, 0, 0, texts, width, indent);
  }

  private static String nested(
      FloatTensor tensor, int dimension, int from, List<String> texts, int width, int indent) {
    int count = (int) tensor.shape().get(dimension);
    int last = tensor.shape().numDimensions() - 1;
    if (dimension == last) {
      return row(texts.subList(from, from + count), width, indent);
    }
    int size = 1;
    for (int k = dimension + 1; k <= last; k++) {
      size *= (int) tensor.shape().get(k);
    }
    List<String> parts = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      parts.add(nested(tensor, dimension + 1, from + k * size, texts, width, indent + 1));
    }
    return "["
        + String.join("," + "\n".repeat(last - dimension) + " ".repeat(indent + 1), parts)
        + "]";
  }

  private static String row(List<String> texts, int width, int indent) {
    int perLine = Math.max(1, (LINE - indent) / (width + 2));
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += perLine) {
      lines.add(String.join(", ", texts.subList(from, Math.min(from + perLine, texts.size()))));
    }
    return "[" + String.join(",\n" + " ".repeat(indent + 1), lines) + "]";
  }

  private static DoubleFunction<String> format(float[] values) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (float value : values) {
      double size = Math.abs((double) value);
      if (size > 0 && !Double.isInfinite(size)) {
        largest = Math.max(largest, size);
        smallest = Math.min(smallest, size);
      }
    }
    boolean scientific =
        largest > 0 && (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4);
    String pattern = scientific ? "%.4e" : "%.4f";
    return value -> String.format(Locale.ROOT, pattern, value);
  }
}

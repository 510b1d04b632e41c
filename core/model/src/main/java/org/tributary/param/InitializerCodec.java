package org.tributary.param;

import java.util.ArrayList;
import java.util.List;

/** The serialized form of initializers, lists of texts: a name and its numbers. */
public final class InitializerCodec {
  private static final List<String> NAMES =
      List.of(
          "uniform",
          "normal",
          "constant",
          "xavier_uniform",
          "xavier_normal",
          "kaiming_uniform",
          "kaiming_normal",
          "truncated_normal",
          "orthogonal",
          "blocks");

  /** Deepest nesting of blocks. */
  private static final int MAX_TEXTS = 64;

  private InitializerCodec() {}

  /**
   * Returns the stored form of an initializer.
   *
   * @throws IllegalArgumentException if the initializer is not one of the library's
   */
  public static List<String> write(Initializer initializer) {
    if (initializer instanceof Initializers.Uniform uniform) {
      return texts("uniform", uniform.bound());
    }
    if (initializer instanceof Initializers.Normal normal) {
      return texts("normal", normal.standardDeviation());
    }
    if (initializer instanceof Initializers.Constant constant) {
      return texts("constant", constant.value());
    }
    if (initializer instanceof Initializers.XavierUniform) {
      return texts("xavier_uniform");
    }
    if (initializer instanceof Initializers.XavierNormal) {
      return texts("xavier_normal");
    }
    if (initializer instanceof Initializers.Kaiming kaiming) {
      return texts(kaiming.uniform() ? "kaiming_uniform" : "kaiming_normal", kaiming.gain());
    }
    if (initializer instanceof Initializers.TruncatedNormal normal) {
      return texts("truncated_normal", normal.standardDeviation(), normal.low(), normal.high());
    }
    if (initializer instanceof Initializers.Orthogonal) {
      return texts("orthogonal");
    }
    if (initializer instanceof Initializers.Blocks blocks) {
      List<String> texts = new ArrayList<>(List.of("blocks", Integer.toString(blocks.count())));
      texts.addAll(write(blocks.each()));
      return texts;
    }
    throw new IllegalArgumentException(
        "stored tagger: expected initializers of the library, %s, got the class %s; the trained values need none: make a tagger of them by WordTagger.of with a definition without it"
            .formatted(NAMES, initializer.getClass().getName()));
  }

  private static List<String> texts(String name, double... numbers) {
    List<String> texts = new ArrayList<>(List.of(name));
    for (double number : numbers) {
      texts.add(Double.toString(number));
    }
    return texts;
  }

  /**
   * Reads {@link #write}.
   *
   * @throws IllegalArgumentException if a text is missing, unknown or out of range
   */
  public static Initializer read(List<String> texts) {
    if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
      throw invalid(texts);
    }
    return switch (texts.get(0)) {
      case "uniform" -> Initializer.uniform(numbers(texts, 1)[0]);
      case "normal" -> Initializer.normal(numbers(texts, 1)[0]);
      case "constant" -> Initializer.constant(numbers(texts, 1)[0]);
      case "xavier_uniform" -> {
        numbers(texts, 0);
        yield Initializer.xavierUniform();
      }
      case "xavier_normal" -> {
        numbers(texts, 0);
        yield Initializer.xavierNormal();
      }
      case "kaiming_uniform" -> Initializer.kaimingUniform(numbers(texts, 1)[0]);
      case "kaiming_normal" -> Initializer.kaimingNormal(numbers(texts, 1)[0]);
      case "truncated_normal" -> {
        double[] numbers = numbers(texts, 3);
        yield Initializer.truncatedNormal(numbers[0], numbers[1], numbers[2]);
      }
      case "orthogonal" -> {
        numbers(texts, 0);
        yield Initializer.orthogonal();
      }
      case "blocks" -> {
        if (texts.size() < 3) {
          throw invalid(texts);
        }
        int count = (int) numbers(texts.subList(0, 2), 1)[0];
        yield Initializer.blocks(count, read(texts.subList(2, texts.size())));
      }
      default -> throw invalid(texts);
    };
  }

  private static double[] numbers(List<String> texts, int count) {
    if (texts.size() != count + 1) {
      throw invalid(texts);
    }
    double[] numbers = new double[count];
    for (int k = 0; k < count; k++) {
      try {
        numbers[k] = Double.parseDouble(texts.get(k + 1));
      } catch (NumberFormatException e) {
        throw invalid(texts);
      }
    }
    return numbers;
  }

  private static IllegalArgumentException invalid(List<String> texts) {
    return new IllegalArgumentException(
        "expected an initializer of %s with its numbers, got %s; was it written by a newer release?"
            .formatted(NAMES, texts.stream().limit(5).toList()));
  }
}

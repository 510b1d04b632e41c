package org.tributary.param;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The serialized form of initializers, lists of texts: a name and its numbers. */
public final class InitializerCodec {
  private static final String BLOCKS = "blocks";

  /** Every stored form but that of blocks, which nest another one. */
  private static final List<Form> FORMS =
      List.of(
          new Form("uniform", 1, n -> Initializer.uniform(n[0])),
          new Form("normal", 1, n -> Initializer.normal(n[0])),
          new Form("constant", 1, n -> Initializer.constant(n[0])),
          new Form("xavier_uniform", 0, n -> Initializer.xavierUniform()),
          new Form("xavier_normal", 0, n -> Initializer.xavierNormal()),
          new Form("kaiming_uniform", 1, n -> Initializer.kaimingUniform(n[0])),
          new Form("kaiming_normal", 1, n -> Initializer.kaimingNormal(n[0])),
          new Form("truncated_normal", 3, n -> Initializer.truncatedNormal(n[0], n[1], n[2])),
          new Form("orthogonal", 0, n -> Initializer.orthogonal()));

  /** A name, the count of the numbers after it, and the initializer of these numbers. */
  private record Form(String name, int count, Function<double[], Initializer> of) {}

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
      List<String> texts = new ArrayList<>(List.of(BLOCKS, Integer.toString(blocks.count())));
      texts.addAll(write(blocks.each()));
      return texts;
    }
    throw new IllegalArgumentException(
        "stored tagger: expected initializers of the library, %s, got the class %s; the trained values need none: make a tagger of them by WordTagger.of with a definition without it"
            .formatted(names(), initializer.getClass().getName()));
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
    if (texts.get(0).equals(BLOCKS) && texts.size() > 2) {
      return Initializer.blocks((int) number(texts, 1), read(texts.subList(2, texts.size())));
    }
    Form form =
        FORMS.stream()
            .filter(f -> f.name.equals(texts.get(0)) && f.count == texts.size() - 1)
            .findFirst()
            .orElseThrow(() -> invalid(texts));
    return form.of.apply(
        IntStream.rangeClosed(1, form.count).mapToDouble(k -> number(texts, k)).toArray());
  }

  private static double number(List<String> texts, int at) {
    try {
      return Double.parseDouble(texts.get(at));
    } catch (NumberFormatException e) {
      throw invalid(texts);
    }
  }

  private static List<String> names() {
    return Stream.concat(FORMS.stream().map(Form::name), Stream.of(BLOCKS)).toList();
  }

  private static IllegalArgumentException invalid(List<String> texts) {
    return new IllegalArgumentException(
        "expected an initializer of %s with its numbers, got %s; was it written by a newer release?"
            .formatted(names(), texts.stream().limit(5).toList()));
  }
}

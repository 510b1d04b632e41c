package org.tributary.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Settings;
import org.tributary.layer.FloatMath;
import org.tributary.layer.Matrix;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

/**
 * A character CNN: convolutions over a word's characters, each followed by max pooling over the
 * word and tanh (dos Santos and Zadrozny 2014, Ma and Hovy 2016). A width k is PyTorch's {@code
 * nn.Conv1d(E, F, k, padding="same")}, padded with zeros.
 *
 * @param filters F, the number of filters of each width
 * @param widths filter widths in characters, distinct
 */
public record CharacterCnn(int filters, List<Integer> widths) implements CharacterEncoder {
  /** Checks the sizes. */
  public CharacterCnn {
    NullChecks.requireElements("widths", "width", widths);
    widths = List.copyOf(widths);
    if (filters < 1
        || widths.isEmpty()
        || widths.stream().anyMatch(w -> w < 1)
        || (long) filters * widths.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "character CNN: expected at least 1 filter, at most 2^31 - 1 in total, and widths of at least 1, got %d filters of widths %s"
              .formatted(filters, widths));
    }
    if (widths.stream().distinct().count() < widths.size()) {
      throw new IllegalArgumentException(
          "character CNN: expected each width once, got %s".formatted(widths));
    }
  }

  @Override
  public Optional<Map<String, String>> settings() {
    List<String> texts = widths.stream().map(String::valueOf).toList();
    return Optional.of(Map.of("cnn", Integer.toString(filters), "widths", Settings.text(texts)));
  }

  static Optional<CharacterCnn> read(Settings settings) {
    return settings.has("cnn")
        ? Optional.of(new CharacterCnn(settings.number("cnn"), settings.numbers("widths")))
        : Optional.empty();
  }

  @Override
  public int outputSize() {
    return Math.multiplyExact(filters, widths.size());
  }

  /** Returns {@code cnn<k>.weight} [F, E, k] and {@code cnn<k>.bias} [F] for each width k. */
  @Override
  public List<ParameterSpec> parameters(int size) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int width : widths) {
      Initializer uniform = Initializer.uniform(1 / Math.sqrt((double) size * width));
      specs.add(new ParameterSpec(weight(width), TensorShape.of(filters, size, width), uniform));
      specs.add(new ParameterSpec(bias(width), TensorShape.of(filters), uniform));
    }
    return specs;
  }

  private static String weight(int width) {
    return "cnn" + width + ".weight";
  }

  private static String bias(int width) {
    return "cnn" + width + ".bias";
  }

  @Override
  public Optional<CharacterInference> inference(
      FloatTensor table, Function<String, FloatTensor> weights) {
    int size = (int) table.shape().get(1);
    List<Convolution> convolutions = new ArrayList<>();
    for (int width : widths) {
      convolutions.add(
          new Convolution(
              width,
              Matrix.of(byWindow(weights.apply(weight(width)))),
              weights.apply(bias(width)).values()));
    }
    return Optional.of(
        (characters, to, at) -> {
          float[] pooled = new float[outputSize()];
          if (characters.length > 0) {
            float[] vectors = new float[characters.length * size];
            for (int k = 0; k < characters.length; k++) {
              table.copy(characters[k] * size, vectors, k * size, size);
            }
            for (int k = 0; k < convolutions.size(); k++) {
              convolutions.get(k).maximum(vectors, size, pooled, k * filters);
            }
            FloatMath.tanh(pooled, pooled.length);
          }
          System.arraycopy(pooled, 0, to, at, pooled.length);
        });
  }

  /** Returns a weight [F, E, k] as [F, k·E], in the order of a window's values. */
  private static FloatTensor byWindow(FloatTensor weight) {
    int count = (int) weight.shape().get(0);
    int size = (int) weight.shape().get(1);
    int width = (int) weight.shape().get(2);
    return FloatTensor.written(
        TensorShape.of(count, (long) width * size),
        to -> {
          float[] from = weight.values();
          for (int f = 0; f < count; f++) {
            for (int e = 0; e < size; e++) {
              for (int k = 0; k < width; k++) {
                to[(f * width + k) * size + e] = from[(f * size + e) * width + k];
              }
            }
          }
        });
  }

  /** The filters of one width on Java arrays. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Convolution(int width, Matrix weight, float[] bias) {
    /**
     * Writes the maximum of each filter over all characters.
     *
     * @param vectors the characters' vectors, one after another
     */
    void maximum(float[] vectors, int size, float[] to, int at) {
      int before = (width - 1) / 2 * size;
      float[][] window = new float[1][width * size];
      float[][] scores = new float[1][];
      for (int from = -before; from < vectors.length - before; from += size) {
        int begin = Math.max(0, from);
        int end = Math.min(from + width * size, vectors.length);
        Arrays.fill(window[0], 0);
        System.arraycopy(vectors, begin, window[0], begin - from, end - begin);
        scores[0] = bias.clone();
        weight.addProducts(window, scores, 1);
        for (int f = 0; f < bias.length; f++) {
          to[at + f] = from == -before ? scores[0][f] : Math.max(to[at + f], scores[0][f]);
        }
      }
    }
  }
}

package org.tributary.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.sequence.SequenceLengths;

/**
 * Convolutions over a word's characters, each followed by the maximum over the word and a tanh (dos
 * Santos and Zadrozny 2014, Ma and Hovy 2016). Of a width k, PyTorch's {@code nn.Conv1d(E, F, k,
 * padding="same")}: outside of the word are zeros.
 *
 * @param filters F, how many of each width
 * @param widths how many characters a filter sees, each once
 */
public record CharacterCnn(int filters, List<Integer> widths) implements CharacterEncoder {
  /** Checks the sizes. */
  public CharacterCnn {
    widths = List.copyOf(widths);
    if (filters < 1
        || widths.isEmpty()
        || widths.stream().anyMatch(w -> w < 1)
        || (long) filters * widths.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "character CNN: expected at least 1 filter and widths of at least 1, got %d filters of widths %s"
              .formatted(filters, widths));
    }
    if (widths.stream().distinct().count() < widths.size()) {
      throw new IllegalArgumentException(
          "character CNN: expected each width once, got %s".formatted(widths));
    }
  }

  @Override
  public void match(Consumer<? super CharacterLstm> lstm, Consumer<? super CharacterCnn> cnn) {
    cnn.accept(this);
  }

  @Override
  public int outputSize() {
    return Math.multiplyExact(filters, widths.size());
  }

  /** {@code cnn<k>.weight} [F, E, k] and {@code cnn<k>.bias} [F] for each width k. */
  @Override
  public List<ParameterSpec> parameters(int size) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int width : widths) {
      Initializer uniform = Initializer.uniform(1 / Math.sqrt((double) size * width));
      specs.add(new ParameterSpec(weight(width), Shape.of(filters, size, width), uniform));
      specs.add(new ParameterSpec(bias(width), Shape.of(filters), uniform));
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
  public Run place(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths) {
    Map<String, Operand<TFloat32>> used = new LinkedHashMap<>();
    parameters(Math.toIntExact(embedded.shape().get(2)))
        .forEach(p -> used.put(p.name(), weights.apply(p.name())));
    List<Operand<TFloat32>> pooled = new ArrayList<>();
    for (int width : widths) {
      Operand<TFloat32> scores =
          scores(tf, embedded, width, used.get(weight(width)), used.get(bias(width)), lengths);
      pooled.add(MaxPooling.of(tf, scores, lengths)); // [W, F]
    }
    Operand<TFloat32> all = pooled.size() == 1 ? pooled.get(0) : tf.concat(pooled, tf.constant(1));
    Operand<TFloat32> output = tf.math.tanh(all); // [W, S]
    return new Run() {
      @Override
      public Operand<TFloat32> output() {
        return output;
      }

      @Override
      public Back backward(Operand<TFloat32> gradient) {
        return back(tf, output, gradient, embedded, used);
      }
    };
  }

  /** What each filter says of each place, [L, W, F]. */
  private Operand<TFloat32> scores(
      Ops tf,
      Operand<TFloat32> embedded,
      int width,
      Operand<TFloat32> weight,
      Operand<TFloat32> bias,
      SequenceLengths lengths) {
    int size = Math.toIntExact(embedded.shape().get(2));
    int before = (width - 1) / 2;
    int[][] around = {{before, width - 1 - before}, {0, 0}, {0, 0}};
    Operand<TFloat32> padded =
        tf.pad(
            embedded,
            tf.constant(StdArrays.ndCopyOf(around)),
            tf.constant(0f)); // [L + k - 1, W, E]
    List<Operand<TFloat32>> shifted = new ArrayList<>();
    for (int offset = 0; offset < width; offset++) {
      shifted.add(
          tf.slice(
              padded,
              tf.array(offset, 0, 0),
              tf.stack(List.of(lengths.steps(), lengths.rows(), tf.constant(size)))));
    }
    Operand<TFloat32> windows =
        width == 1 ? shifted.get(0) : tf.concat(shifted, tf.constant(2)); // [L, W, k·E]
    Operand<TFloat32> matrix =
        tf.reshape(
            tf.linalg.transpose(weight, tf.array(0, 2, 1)),
            tf.array(filters, width * size)); // [F, k·E]
    Operand<TFloat32> flat = tf.reshape(windows, tf.array(-1, width * size)); // [L·W, k·E]
    Operand<TFloat32> scores =
        tf.nn.biasAdd(tf.linalg.matMul(flat, matrix, MatMul.transposeB(true)), bias);
    return tf.reshape(
        scores, tf.stack(List.of(lengths.steps(), lengths.rows(), tf.constant(filters))));
  }

  private static Back back(
      Ops tf,
      Operand<TFloat32> output,
      Operand<TFloat32> gradient,
      Operand<TFloat32> embedded,
      Map<String, Operand<TFloat32>> used) {
    List<Operand<TFloat32>> reached = new ArrayList<>(List.of(embedded));
    reached.addAll(used.values());
    List<Operand<TFloat32>> found = PlacedGradients.of(tf, output, gradient, reached);
    Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    int at = 1;
    for (String name : used.keySet()) {
      parameters.put(name, found.get(at++));
    }
    return new Back(found.get(0), parameters);
  }
}

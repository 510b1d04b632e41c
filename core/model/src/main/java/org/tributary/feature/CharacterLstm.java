package org.tributary.feature;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.internal.BoundedCache;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Settings;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentInference;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;

/**
 * A bidirectional character LSTM.
 *
 * @param hiddenSize H of each direction; a word's vector has 2·H elements, forward first
 * @param pooling the pooling of the LSTM's outputs into the word's vector
 */
public record CharacterLstm(int hiddenSize, CharacterPooling pooling) implements CharacterEncoder {
  /** The prefix of the parameters of {@link #recurrent}. */
  public static final String PREFIX = "lstm.";

  /** Checks the size. */
  public CharacterLstm {
    NullChecks.require("pooling", "a value", pooling);
    Cell.requireHiddenSize("character LSTM", hiddenSize);
  }

  @Override
  public Optional<Map<String, String>> settings() {
    return Optional.of(
        Map.of("lstm", Integer.toString(hiddenSize), "pooling", Settings.text(pooling)));
  }

  static Optional<CharacterLstm> read(Settings settings) {
    return settings.has("lstm")
        ? Optional.of(
            new CharacterLstm(
                settings.number("lstm"), settings.choice("pooling", CharacterPooling.values())))
        : Optional.empty();
  }

  @Override
  public int outputSize() {
    return 2 * hiddenSize;
  }

  @Override
  public List<ParameterSpec> parameters(int size) {
    return recurrent(size).parameters().stream().map(p -> p.named(PREFIX + p.name())).toList();
  }

  /** Returns the LSTM over character vectors of {@code size}. */
  public Recurrent recurrent(int size) {
    return Recurrent.lstm(size).hidden(hiddenSize).bidirectional();
  }

  @Override
  public Optional<CharacterInference> inference(
      FloatTensor table, Function<String, FloatTensor> weights) {
    int size = (int) table.shape().get(1);
    Map<String, FloatTensor> parameters = new LinkedHashMap<>();
    recurrent(size)
        .parameters()
        .forEach(p -> parameters.put(p.name(), weights.apply(PREFIX + p.name())));
    return recurrent(size)
        .inference(ParameterValues.of(parameters))
        .map(lstm -> new OnArrays(lstm, table, pooling));
  }

  /** An LSTM on Java arrays, which keeps what each character contributes to its steps. */
  private static final class OnArrays implements CharacterInference {
    private static final int MAX_CACHED_CHARACTERS = 4096;

    private final RecurrentInference lstm;
    private final FloatTensor table;
    private final CharacterPooling pooling;
    private final BoundedCache<Integer, float[][]> projections; // of a character, by direction

    OnArrays(RecurrentInference lstm, FloatTensor table, CharacterPooling pooling) {
      this.lstm = lstm;
      this.table = table;
      this.pooling = pooling;
      this.projections = new BoundedCache<>(MAX_CACHED_CHARACTERS);
    }

    @Override
    public void encode(int[] characters, float[] to, int at) {
      int size = lstm.outputSize();
      if (characters.length == 0) {
        Arrays.fill(to, at, at + size, 0);
        return;
      }
      float[][] h =
          lstm.forward(
              (direction, steps, count, projected) -> {
                for (int k = 0; k < count; k++) {
                  float[] known = projections.get(characters[steps[k]], this::project)[direction];
                  System.arraycopy(known, 0, projected[k], 0, known.length);
                }
              },
              new int[] {characters.length},
              List.of(),
              RecurrentInference.Progress.IGNORED);
      if (pooling == CharacterPooling.MAX) {
        System.arraycopy(h[0], 0, to, at, size);
        for (int k = 1; k < h.length; k++) {
          for (int j = 0; j < size; j++) {
            to[at + j] = Math.max(to[at + j], h[k][j]);
          }
        }
      } else {
        System.arraycopy(h[h.length - 1], 0, to, at, size / 2);
        System.arraycopy(h[0], size / 2, to, at + size / 2, size / 2);
      }
    }

    private float[][] project(int character) {
      float[] vector = new float[(int) table.shape().get(1)];
      table.copy(character * vector.length, vector, 0, vector.length);
      float[][] projected = new float[2][];
      for (int direction = 0; direction < 2; direction++) {
        projected[direction] = new float[lstm.lowest(direction).gateSize()];
        lstm.lowest(direction)
            .project(
                new float[][] {vector}, 0, vector.length, new float[][] {projected[direction]}, 1);
      }
      return projected;
    }
  }
}

package org.tributary.internal.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.tributary.cell.Cell;
import org.tributary.internal.check.LayerCount;
import org.tributary.internal.param.Settings;
import org.tributary.layer.Directions;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;

/**
 * The stored form of a tagger's encoder: all that its predictions depend on. Initializers and
 * dropout, which affect training only, are left out.
 *
 * @param cell the cell, one of {@link #CELLS}
 * @param hiddenSize the hidden size of each direction
 * @param layers the number of stacked layers
 * @param bidirectional whether the encoder is bidirectional
 * @param connection the skip connection, one of {@link #CONNECTIONS}
 */
record StoredEncoder(
    String cell, int hiddenSize, int layers, boolean bidirectional, String connection) {
  private static final String CELL = "cell";
  private static final String HIDDEN_SIZE = "hidden_size";
  private static final String LAYERS = "layers";
  private static final String BIDIRECTIONAL = "bidirectional";
  private static final String CONNECTION = "connection";

  private static final Map<String, IntFunction<HiddenSizeStage>> BUILDERS = builders();

  private static final List<SkipConnection> KNOWN_CONNECTIONS =
      List.of(SkipConnection.none(), SkipConnection.residual(), SkipConnection.highway());

  /** The cells with a stored form. */
  static final List<String> CELLS = List.copyOf(BUILDERS.keySet());

  /** The skip connections with a stored form. */
  static final List<String> CONNECTIONS =
      KNOWN_CONNECTIONS.stream().map(SkipConnection::name).toList();

  /**
   * Checks names and sizes.
   *
   * @throws IllegalArgumentException if a name is unknown or a size is out of range
   */
  StoredEncoder {
    requireOneOf("cell", CELLS, cell);
    Cell.requireHiddenSize("encoder", hiddenSize);
    LayerCount.require("encoder", layers);
    requireOneOf("skip connection", CONNECTIONS, connection);
  }

  private static Map<String, IntFunction<HiddenSizeStage>> builders() {
    Map<String, IntFunction<HiddenSizeStage>> builders = new LinkedHashMap<>();
    builders.put("lstm", Recurrent::lstm);
    builders.put("gru", Recurrent::gru);
    builders.put("rnn", Recurrent::rnn);
    return builders;
  }

  private static void requireOneOf(String what, List<String> allowed, String name) {
    Objects.requireNonNull(name, what);
    if (!allowed.contains(name)) {
      throw new IllegalArgumentException(
          "encoder: expected a %s of %s, got %s".formatted(what, allowed, name));
    }
  }

  /**
   * Returns the stored form of an encoder.
   *
   * @throws IllegalArgumentException if the encoder has no stored form; the message names the part
   */
  static StoredEncoder of(Recurrent encoder) {
    encoder
        .kernel()
        .ifPresent(
            kernel -> {
              throw unstored(
                  "encoders without a kernel of their own", "the kernel " + kernel.name());
            });
    SkipConnection connection = encoder.skipConnection();
    if (!KNOWN_CONNECTIONS.contains(connection)) {
      throw unstored("skip connections of " + CONNECTIONS, connection.getClass().getName());
    }
    Cell cell = encoder.cell();
    String name = cell.name().toLowerCase(Locale.ROOT);
    if (!CELLS.contains(name)) {
      throw unstored("cells of " + CELLS, cell.getClass().getName());
    }
    Cell plain = plain(name, cell.inputSize(), cell.hiddenSize()).cell();
    if (!cell.getClass().equals(plain.getClass())) {
      throw unstored("cells of " + CELLS, cell.getClass().getName());
    }
    requireOption("bias", plain.bias(), cell.bias());
    requireOption("projection", plain.projection(), cell.projection());
    if (!cell.equals(plain)) {
      throw unstored("cells with the default nonlinearity", cell.toString());
    }
    return new StoredEncoder(
        name,
        encoder.hiddenSize(),
        encoder.layers(),
        encoder.directions() == Directions.BOTH,
        connection.name());
  }

  /** Returns the settings of this encoder, a map of strings. */
  Map<String, String> settings() {
    return Map.of(
        CELL, cell,
        HIDDEN_SIZE, Integer.toString(hiddenSize),
        LAYERS, Integer.toString(layers),
        BIDIRECTIONAL, Boolean.toString(bidirectional),
        CONNECTION, connection);
  }

  /**
   * Reads {@link #settings}.
   *
   * @throws IllegalArgumentException if a setting is missing, unknown or out of range
   */
  static StoredEncoder read(Settings settings) {
    return new StoredEncoder(
        settings.oneOf(CELL, CELLS),
        settings.number(HIDDEN_SIZE),
        settings.number(LAYERS),
        settings.oneOf(BIDIRECTIONAL, List.of("true", "false")).equals("true"),
        settings.oneOf(CONNECTION, CONNECTIONS));
  }

  private static void requireOption(String option, Object stored, Object actual) {
    if (!actual.equals(stored)) {
      throw unstored("cells with %s %s".formatted(option, stored), option + " " + actual);
    }
  }

  private static IllegalArgumentException unstored(String expected, String got) {
    return new IllegalArgumentException(
        "encoder: model files hold %s, got %s; save a tagger without it, or its weights by Safetensors"
            .formatted(expected, got));
  }

  private static Recurrent plain(String cell, int inputSize, int hiddenSize) {
    return BUILDERS.get(cell).apply(inputSize).hidden(hiddenSize);
  }

  /** Returns the encoder for inputs of {@code inputSize}. */
  Recurrent recurrent(int inputSize) {
    return plain(cell, inputSize, hiddenSize)
        .layers(layers)
        .bidirectional(bidirectional ? Directions.BOTH : Directions.FORWARD)
        .skipConnection(KNOWN_CONNECTIONS.get(CONNECTIONS.indexOf(connection)));
  }
}

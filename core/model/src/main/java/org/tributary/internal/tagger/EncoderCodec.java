package org.tributary.internal.tagger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.tributary.internal.Settings;
import org.tributary.layer.Bias;
import org.tributary.layer.Cell;
import org.tributary.layer.CellParameter;
import org.tributary.layer.Directions;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RnnCell;
import org.tributary.layer.SkipConnection;
import org.tributary.param.InitializerCodec;

/**
 * The serialized settings of a tagger's encoder, a map of strings. The input size follows from the
 * tagger's inputs.
 */
public final class EncoderCodec {
  private static final String CELL = "cell";
  private static final String HIDDEN_SIZE = "hidden_size";
  private static final String LAYERS = "layers";
  private static final String BIDIRECTIONAL = "bidirectional";
  private static final String CONNECTION = "connection";
  private static final String BIAS = "bias";
  private static final String PROJECTION = "projection";
  private static final String NONLINEARITY = "nonlinearity";
  private static final String DROPOUT = "dropout";
  private static final String LOCKED_DROPOUT = "locked_dropout";
  private static final String RECURRENT_DROPOUT = "recurrent_dropout";
  private static final String FORGET_BIAS = "forget_bias";
  private static final String INITIALIZER = "initializer.";
  private static final String KERNEL = "kernel";

  /** Replacements of removed kernels, by the removed name; they compute the same in float32. */
  private static final Map<String, String> RETIRED_KERNELS = Map.of("scan-bfloat16", "scan");

  /** The cells with a stored form, by name. */
  public static final Map<String, IntFunction<HiddenSizeStage>> CELLS = cells();

  private static final List<SkipConnection> KNOWN_CONNECTIONS =
      List.of(SkipConnection.none(), SkipConnection.residual(), SkipConnection.highway());

  /** The skip connections with a stored form. */
  static final List<String> CONNECTIONS =
      KNOWN_CONNECTIONS.stream().map(SkipConnection::name).toList();

  private EncoderCodec() {}

  private static Map<String, IntFunction<HiddenSizeStage>> cells() {
    Map<String, IntFunction<HiddenSizeStage>> cells = new LinkedHashMap<>();
    cells.put("lstm", Recurrent::lstm);
    cells.put("gru", Recurrent::gru);
    cells.put("rnn", Recurrent::rnn);
    return Collections.unmodifiableMap(cells);
  }

  /**
   * Returns the settings of an encoder.
   *
   * @throws IllegalArgumentException if a part of the encoder has no stored form; the message names
   *     it
   */
  static Map<String, String> write(Recurrent encoder) {
    SkipConnection connection = encoder.skipConnection();
    if (!KNOWN_CONNECTIONS.contains(connection)) {
      throw Settings.unstored("a skip connection", CONNECTIONS, connection);
    }
    Cell cell = encoder.cell();
    String name = cell.name().toLowerCase(Locale.ROOT);
    if (!CELLS.containsKey(name)
        || !cell.getClass().equals(CELLS.get(name).apply(1).hidden(1).cell().getClass())) {
      throw Settings.unstored("a cell", CELLS.keySet(), cell);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(CELL, name);
    settings.put(HIDDEN_SIZE, Integer.toString(encoder.hiddenSize()));
    settings.put(LAYERS, Integer.toString(encoder.layers()));
    settings.put(BIDIRECTIONAL, Boolean.toString(encoder.directions() == Directions.BOTH));
    settings.put(CONNECTION, connection.name());
    settings.put(BIAS, Settings.text(cell.bias()));
    cell.projection().ifPresent(size -> settings.put(PROJECTION, Integer.toString(size)));
    if (cell instanceof RnnCell rnn && rnn.nonlinearity() != Nonlinearity.TANH) {
      settings.put(NONLINEARITY, Settings.text(rnn.nonlinearity()));
    }
    settings.put(DROPOUT, Double.toString(encoder.dropout().betweenLayers()));
    settings.put(LOCKED_DROPOUT, Double.toString(encoder.dropout().locked()));
    settings.put(RECURRENT_DROPOUT, Double.toString(encoder.dropout().recurrent()));
    encoder
        .initialization()
        .forgetBias()
        .ifPresent(value -> settings.put(FORGET_BIAS, Double.toString(value)));
    encoder
        .initialization()
        .chosen()
        .forEach(
            (kind, initializer) ->
                settings.put(
                    INITIALIZER + kind.torchName(),
                    Settings.text(InitializerCodec.write(initializer))));
    encoder.kernel().ifPresent(kernel -> settings.put(KERNEL, kernel));
    return settings;
  }

  /**
   * Reads the settings of {@link #write}, and those of earlier versions, which had fewer.
   *
   * @throws IllegalArgumentException if a setting is missing, unknown or out of range
   */
  static Recurrent read(Settings settings, int inputSize) {
    Recurrent encoder =
        CELLS
            .get(settings.oneOf(CELL, List.copyOf(CELLS.keySet())))
            .apply(inputSize)
            .hidden(settings.number(HIDDEN_SIZE))
            .layers(settings.number(LAYERS))
            .bidirectional(settings.flag(BIDIRECTIONAL) ? Directions.BOTH : Directions.FORWARD)
            .skipConnection(
                KNOWN_CONNECTIONS.get(
                    CONNECTIONS.indexOf(settings.oneOf(CONNECTION, CONNECTIONS))));
    if (settings.has(BIAS)) {
      encoder = encoder.bias(settings.choice(BIAS, Bias.values()));
    }
    if (settings.has(PROJECTION)) {
      encoder = encoder.projection(settings.number(PROJECTION));
    }
    if (settings.has(NONLINEARITY)) {
      encoder = encoder.nonlinearity(settings.choice(NONLINEARITY, Nonlinearity.values()));
    }
    encoder = encoder.dropout(settings.decimal(DROPOUT, 0));
    encoder = encoder.lockedDropout(settings.decimal(LOCKED_DROPOUT, 0));
    encoder = encoder.recurrentDropout(settings.decimal(RECURRENT_DROPOUT, 0));
    if (settings.has(FORGET_BIAS)) {
      encoder = encoder.forgetBias(settings.decimal(FORGET_BIAS, 0));
    }
    for (CellParameter kind : CellParameter.values()) {
      String name = INITIALIZER + kind.torchName();
      if (settings.has(name)) {
        encoder = encoder.initializer(kind, InitializerCodec.read(settings.list(name)));
      }
    }
    if (settings.has(KERNEL)) {
      String kernel = settings.text(KERNEL);
      encoder = encoder.kernel(() -> RETIRED_KERNELS.getOrDefault(kernel, kernel));
    }
    return encoder;
  }
}

package org.tributary.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.tributary.param.Settings;

/**
 * The stored form of inputs and character encoders, as texts by name. Training-only settings are
 * not stored.
 */
public final class InputCodec {

  /**
   * The inputs that can be read back, each with its reader, which returns empty for the settings of
   * another input. A new input has its line here, before features, whose settings are the simplest.
   */
  private static final Map<Class<?>, BiFunction<String, Settings, Optional<? extends Input<?>>>>
      INPUTS = new LinkedHashMap<>();

  /** The character encoders that can be read back. A new encoder has its line here. */
  private static final Map<Class<?>, Function<Settings, Optional<? extends CharacterEncoder>>>
      ENCODERS = new LinkedHashMap<>();

  static {
    INPUTS.put(CharacterInput.class, CharacterInput::read);
    INPUTS.put(FeatureInput.class, FeatureInput::read);
    ENCODERS.put(CharacterLstm.class, CharacterLstm::read);
    ENCODERS.put(CharacterCnn.class, CharacterCnn::read);
  }

  private InputCodec() {}

  static Set<Class<?>> inputs() {
    return INPUTS.keySet();
  }

  static Set<Class<?>> encoders() {
    return ENCODERS.keySet();
  }

  /**
   * Returns the settings of an input, without its name.
   *
   * @throws IllegalArgumentException if the input has no stored form
   */
  public static Map<String, String> write(Input<?> input) {
    return stored("an input", input, input.settings(), INPUTS);
  }

  /**
   * Returns the settings of a character encoder.
   *
   * @throws IllegalArgumentException if the encoder has no stored form
   */
  static Map<String, String> write(CharacterEncoder encoder) {
    return stored("a character encoder", encoder, encoder.settings(), ENCODERS);
  }

  private static Map<String, String> stored(
      String kind, Object part, Optional<Map<String, String>> settings, Map<Class<?>, ?> known) {
    if (settings.isEmpty() || !known.containsKey(part.getClass())) {
      List<String> names = known.keySet().stream().map(Class::getSimpleName).toList();
      throw new IllegalArgumentException(
          "stored tagger: expected %s that can be stored, one of %s, got the class %s; use it in memory, or store the parameters as safetensors"
              .formatted(kind, names, part.getClass().getName()));
    }
    return settings.get();
  }

  /**
   * Reads the settings of an input.
   *
   * @throws IllegalArgumentException if a setting is missing or not one that {@link #write} returns
   */
  public static Input<?> read(String name, Settings settings) {
    for (var reader : INPUTS.values()) {
      Optional<? extends Input<?>> input = reader.apply(name, settings);
      if (input.isPresent()) {
        return input.get();
      }
    }
    throw new IllegalArgumentException("expected the settings of an input as " + name);
  }

  /** Reads the settings of a character encoder; empty without any. */
  static Optional<? extends CharacterEncoder> readEncoder(Settings settings) {
    return ENCODERS.values().stream().flatMap(r -> r.apply(settings).stream()).findFirst();
  }
}

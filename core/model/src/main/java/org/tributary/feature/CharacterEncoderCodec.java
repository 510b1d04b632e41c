package org.tributary.feature;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tributary.internal.Settings;

/** The serialized settings of character encoders, a map of strings. */
final class CharacterEncoderCodec {

  /**
   * The encoders that can be read back, each with its reader, which returns empty for the settings
   * of another encoder. Add a line for each new encoder.
   */
  private static final Map<Class<?>, Function<Settings, Optional<? extends CharacterEncoder>>>
      KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put(CharacterLstm.class, CharacterLstm::read);
    KNOWN.put(CharacterCnn.class, CharacterCnn::read);
  }

  private CharacterEncoderCodec() {}

  static Set<Class<?>> known() {
    return KNOWN.keySet();
  }

  /**
   * Returns the settings of an encoder.
   *
   * @throws IllegalArgumentException if the encoder has no stored form
   */
  static Map<String, String> write(CharacterEncoder encoder) {
    Optional<Map<String, String>> settings = encoder.settings();
    if (settings.isEmpty() || !KNOWN.containsKey(encoder.getClass())) {
      List<String> names = KNOWN.keySet().stream().map(Class::getSimpleName).toList();
      throw Settings.unstored("a character encoder", names, encoder);
    }
    return settings.get();
  }

  /** Reads the settings of an encoder; empty without any. */
  static Optional<? extends CharacterEncoder> read(Settings settings) {
    return KNOWN.values().stream().flatMap(reader -> reader.apply(settings).stream()).findFirst();
  }
}

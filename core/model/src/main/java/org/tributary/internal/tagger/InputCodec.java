package org.tributary.internal.tagger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiFunction;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.internal.Settings;

/** The serialized settings of inputs, a map of strings. */
public final class InputCodec {

  /** The stored form of an input of another module, found by {@link ServiceLoader}. */
  public interface Format {

    /** Returns the class of the input. */
    Class<? extends Input<?>> type();

    /** Reads the settings of an input; empty for those of another one. */
    Optional<? extends Input<?>> read(String name, Settings settings);
  }

  /**
   * The inputs that can be read back, each with its reader, which returns empty for the settings of
   * another input. Add a line for each new input, before {@code EmbeddingInput}, which takes all
   * settings that no other input recognizes.
   */
  private static final Map<Class<?>, BiFunction<String, Settings, Optional<? extends Input<?>>>>
      KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put(CharacterInput.class, CharacterInput::read);
    KNOWN.put(VectorInput.class, VectorInput::read);
    for (Format format : ServiceLoader.load(Format.class, InputCodec.class.getClassLoader())) {
      KNOWN.put(format.type(), format::read);
    }
    KNOWN.put(GazetteerInput.class, GazetteerInput::read);
    KNOWN.put(NumberInput.class, NumberInput::read);
    KNOWN.put(EmbeddingInput.class, EmbeddingInput::read);
  }

  private InputCodec() {}

  static Set<Class<?>> known() {
    return KNOWN.keySet();
  }

  /**
   * Returns the settings of an input, without its name.
   *
   * @throws IllegalArgumentException if the input has no stored form
   */
  static Map<String, String> write(Input<?> input) {
    Optional<Map<String, String>> settings = input.settings();
    if (input instanceof CharacterInput characters
        && !(characters.encoder() instanceof CharacterLstm)
        && !(characters.encoder() instanceof CharacterCnn)) {
      throw Settings.unstored(
          "a character encoder", List.of("CharacterLstm", "CharacterCnn"), characters.encoder());
    }
    if (settings.isEmpty() || !KNOWN.containsKey(input.getClass())) {
      List<String> names = KNOWN.keySet().stream().map(Class::getSimpleName).toList();
      throw Settings.unstored("an input", names, input);
    }
    return settings.get();
  }

  /**
   * Reads the settings of an input.
   *
   * @throws IllegalArgumentException if a setting is missing or not one that {@link #write} returns
   */
  static Input<?> read(String name, Settings settings) {
    for (var reader : KNOWN.values()) {
      Optional<? extends Input<?>> input = reader.apply(name, settings);
      if (input.isPresent()) {
        return input.get();
      }
    }
    throw new IllegalArgumentException(
        "expected the settings of a known input under '%s', got others; was it written by a newer release, or is it one of the artifact tributary-core, such as token vectors, which is not on the class path?"
            .formatted(name));
  }
}

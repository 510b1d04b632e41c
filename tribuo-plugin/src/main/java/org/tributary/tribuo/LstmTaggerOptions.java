package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import com.oracle.labs.mlrg.olcut.config.property.ListProperty;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tributary.tribuo.config.TaggerOptimizerOptions;
import org.tributary.tribuo.internal.ConfigCheck;

/**
 * OLCUT command-line options of an {@link LstmTaggerTrainer}, the counterpart of Tribuo's {@code
 * CRFOptions}: {@code --lstm epochs=20,hiddenSize=100}, with the names and values of a
 * configuration file. All option names begin with {@code --lstm}, so they combine with the options
 * of other trainers. Inputs other than word forms and characters need a configuration file.
 */
public final class LstmTaggerOptions implements Options {
  private static final String COMPONENT = "lstm";

  /** Settings that a command line cannot name: the components of a configuration. */
  private static final Set<String> COMPONENTS = Set.of("inputs", "optimizer", "devSource");

  /** The settings, each a name, = and a value; elements of a list follow its first one. */
  @Option(
      longName = "lstm",
      usage =
          "Settings of the LSTM tagger trainer, such as epochs=20,hiddenSize=100; the elements of"
              + " a list follow its name, as in auxiliaryTasks=upos,xpos.")
  public List<String> settings = new ArrayList<>();

  /** Options of the optimizer. */
  public TaggerOptimizerOptions optimizerOptions = new TaggerOptimizerOptions();

  /** Creates options with their default values; OLCUT sets the fields. */
  public LstmTaggerOptions() {}

  /**
   * Returns a trainer with these options.
   *
   * @throws IllegalArgumentException if an option is unknown or out of range; the message names it
   */
  public LstmTaggerTrainer getSequenceTrainer() {
    ConfigurationData component =
        new ConfigurationData(COMPONENT, LstmTaggerTrainer.class.getName());
    values().forEach((setting, values) -> component.add(setting.name(), property(setting, values)));
    LstmTaggerTrainer trainer = new LstmTaggerTrainer();
    ConfigCheck.asArguments(
        () -> {
          try (ConfigurationManager manager = new ConfigurationManager()) {
            manager.addConfiguration(List.of(component));
            ConfigCheck.copy((LstmTaggerTrainer) manager.lookup(COMPONENT), trainer);
          }
        });
    trainer.optimizer = optimizerOptions.optimizer();
    return trainer.toBuilder().build();
  }

  private Map<TaggerSetting, List<String>> values() {
    Map<TaggerSetting, List<String>> values = new LinkedHashMap<>();
    List<String> last = null;
    for (String text : settings) {
      int equals = text.indexOf('=');
      if (equals >= 0 || last == null) {
        last = new ArrayList<>();
        values.put(setting(text, equals), last);
      }
      last.add(text.substring(equals + 1).strip());
    }
    return values;
  }

  private static TaggerSetting setting(String text, int equals) {
    String name = text.substring(0, Math.max(0, equals)).strip();
    return settings()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "setting: expected NAME=VALUE with one of %s, got '%s'"
                        .formatted(settings().toList(), text)));
  }

  /** Returns the settings that are no components. */
  private static Stream<TaggerSetting> settings() {
    return LstmTaggerTrainer.settings().stream()
        .filter(setting -> !COMPONENTS.contains(setting.name()));
  }

  private static Property property(TaggerSetting setting, List<String> values) {
    return setting.type() == List.class
        ? ListProperty.createFromStringList(values.stream().filter(v -> !v.isEmpty()).toList())
        : new SimpleProperty(String.join(",", values));
  }

  /** Returns the settings with their descriptions. */
  @Override
  public String getOptionsDescription() {
    return settings()
        .map(setting -> "  %s: %s".formatted(setting.name(), setting.description()))
        .collect(
            Collectors.joining("\n", "Options of the LSTM tagger trainer. Its settings:\n", ""));
  }
}

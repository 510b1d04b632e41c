package org.tributary.examples.option.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tributary.examples.option.MixinOptions;
import org.tributary.examples.option.SettingNames;
import org.tributary.tagger.definition.Preset;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TaggerSetting;
import org.tributary.tribuo.config.AdamOptimizer;
import org.tributary.tribuo.config.AdamWOptimizer;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerOptimizer;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * Options for the tagger and its training: one for each {@link TaggerSetting}, with its name, type,
 * default and description, except for the few whose options have another form.
 */
public final class TrainerOptions extends MixinOptions {
  private enum Kind {
    ADAM,
    ADAMW,
    SGD
  }

  /** The settings without an option of the same form. */
  private static final Set<String> OF_OTHER_FORM =
      Set.of("auxiliaryTasks", "devSource", "optimizer", "tuneOutsideBias");

  private static final List<String> VALID_COLUMNS =
      TokenMetadata.COLUMNS.stream()
          .map(key -> key.substring(TokenMetadata.CONLLU.length()))
          .toList();

  private final Map<String, OptionSpec> derived = new LinkedHashMap<>(); // by setting
  private CommandSpec own;

  @Option(
      names = "--crf",
      description =
          "Linear-chain CRF output layer. Default: a CRF of the labels' scheme if all are span labels,"
              + " else softmax.")
  private boolean crf;

  @Option(
      names = "--softmax",
      description = "Softmax output layer, which predicts each label by itself, also for spans.")
  private boolean softmax;

  @Option(
      names = "--no-outside-bias-tuning",
      description =
          "Do not tune the bias of the label O. By default it is shifted after training for the best"
              + " span F1 on the development sentences.")
  private boolean keepsBias;

  @Option(
      names = "--auxiliary-columns",
      paramLabel = "COLUMN",
      split = ",",
      defaultValue = "upos,xpos,feats,deprel,head",
      description =
          "Auxiliary tasks: further CoNLL-U columns predicted in training (multi-task learning):"
              + " upos, xpos, feats, deprel and head (the head's tag and side); '' for none. Columns"
              + " absent from the file and the label column are skipped. Default: ${DEFAULT-VALUE}.")
  private List<String> auxiliaryColumns;

  @Option(
      names = "--optimizer",
      paramLabel = "OPTIMIZER",
      defaultValue = "adam",
      description =
          "Optimizer: adam, adamw or sgd, with PyTorch's formulas. Default: ${DEFAULT-VALUE}.")
  private Kind optimizer;

  @Option(names = "--momentum", paramLabel = "M", description = "Momentum of sgd. Default: 0.")
  private Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      description = "Weight decay. Default: 0.01 for adamw, 0 for the others.")
  private Double weightDecay;

  @Spec(Target.SELF)
  void addSettings(CommandSpec options) {
    own = options;
    for (TaggerSetting setting : settings()) {
      OptionSpec.Builder option = OptionSpec.builder(names(setting)).type(setting.type());
      String name = SettingNames.option(setting.name()).orElseThrow();
      option.arity("1").paramLabel(paramLabel(setting.type(), name));
      option.description(
          setting.defaultValue().isEmpty()
              ? setting.description()
              : setting.description() + " Default: ${DEFAULT-VALUE}.");
      setting.defaultValue().ifPresent(value -> option.defaultValue(value.toString()));
      derived.put(setting.name(), option.build());
    }
    derived.values().forEach(options::addOption);
  }

  private static List<TaggerSetting> settings() {
    return LstmTaggerTrainer.settings().stream()
        .filter(setting -> SettingNames.option(setting.name()).isPresent())
        .filter(setting -> !OF_OTHER_FORM.contains(setting.name()))
        .toList();
  }

  private static String[] names(TaggerSetting setting) {
    String name = SettingNames.option(setting.name()).orElseThrow();
    return setting.name().equals("learningRate")
        ? new String[] {"--lr", name}
        : new String[] {name};
  }

  private static String paramLabel(Class<?> type, String name) {
    if (type == int.class || type == long.class) {
      return "N";
    }
    if (type == double.class || type == boolean.class) {
      return type == double.class ? "X" : "BOOLEAN";
    }
    return name.substring(name.lastIndexOf('-') + 1).toUpperCase(Locale.ROOT);
  }

  /** Returns the names of the settings' options under a heading of {@link TaggerSetting}. */
  public static List<String> names(String heading) {
    return settings().stream()
        .filter(setting -> setting.heading().equals(heading))
        .map(setting -> names(setting)[0])
        .toList();
  }

  /** Returns the names of the options of the network, which a base model has already. */
  static List<String> networkOptions() {
    return Stream.concat(
            settings().stream().filter(TaggerSetting::isOfNetwork).map(each -> names(each)[0]),
            Stream.of("--crf", "--softmax"))
        .toList();
  }

  /** Returns the value of a setting with an option of its own. */
  private Object value(String setting) {
    return derived.get(setting).getValue();
  }

  /** Returns the value of a setting that is an integer. */
  int count(String setting) {
    return (int) value(setting);
  }

  /** Returns the preset. */
  Preset preset() {
    return (Preset) value("preset");
  }

  /** Returns the random seed. */
  public long seed() {
    return (long) value("seed");
  }

  /**
   * Builds a trainer.
   *
   * @param inputs inputs of the tagger
   * @param seed random seed
   * @throws ParameterException if an option is out of range, or two contradict each other
   */
  public LstmTaggerTrainer trainer(List<TaggerInput> inputs, long seed) {
    boolean constrained = value("scheme") != null;
    if (softmax && (crf || constrained)) {
      throw wrongUsage(
          "--softmax: expected neither --crf nor --scheme, which choose a CRF; leave one out");
    }
    if (momentum != null && optimizer != Kind.SGD) {
      throw wrongUsage(
          "--momentum: expected --optimizer sgd, got %s, which has its own moments; leave out one of both"
              .formatted(optimizer.name().toLowerCase(Locale.ROOT)));
    }
    TaggerHead head = softmax ? TaggerHead.SOFTMAX : TaggerHead.AUTO;
    try {
      LstmTaggerTrainerBuilder builder =
          LstmTaggerTrainer.builder()
              .set("head", crf || constrained ? TaggerHead.CRF : head)
              .set("tuneOutsideBias", !keepsBias)
              .set("auxiliaryTasks", auxiliaryKeys())
              .optimizer(optimizer())
              .loggingInterval(0) // the command shows its own progress
              .inputs(inputs);
      for (Map.Entry<String, OptionSpec> option : derived.entrySet()) {
        builder = builder.set(option.getKey(), option.getValue().getValue());
      }
      return builder.seed(seed).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command().commandLine(), e.getMessage(), e);
    }
  }

  private TaggerOptimizer optimizer() {
    double decay = weightDecay == null ? 0 : weightDecay;
    return switch (optimizer) {
      case ADAM -> new AdamOptimizer(decay);
      case ADAMW -> weightDecay == null ? new AdamWOptimizer() : new AdamWOptimizer(decay);
      case SGD -> new SgdOptimizer(momentum == null ? 0 : momentum, 0, false, decay);
    };
  }

  /** Returns the metadata keys of the auxiliary columns. */
  private List<String> auxiliaryKeys() {
    List<String> keys = new ArrayList<>();
    for (String column : auxiliaryColumns) {
      if (!column.isBlank() && !VALID_COLUMNS.contains(column)) {
        throw wrongUsage(
            "--auxiliary-columns: expected columns of %s, got '%s'"
                .formatted(VALID_COLUMNS, column));
      }
      if (!column.isBlank()) {
        keys.add(TokenMetadata.CONLLU + column);
      }
    }
    return keys;
  }

  /** Returns the options that the user gave, as text. */
  @Override
  public String toString() {
    String given =
        own.options().stream()
            .filter(option -> isGiven(option.longestName()))
            .map(option -> option.longestName().substring(2) + " " + option.getValue())
            .collect(Collectors.joining(", "));
    return given.isEmpty() ? "default settings" : given + ", other settings by default";
  }
}

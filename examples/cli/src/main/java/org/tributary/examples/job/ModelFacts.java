package org.tributary.examples.job;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.examples.report.FactSheet;
import org.tributary.examples.report.FactSheet.Fact;
import org.tributary.examples.text.NumberFormats;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.RunProvenance;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/** A formatter of model provenance for reports, and a reader of single values from it. */
public final class ModelFacts {
  /** The provenance key of a data file\'s size in bytes. */
  private static final String FILE_SIZE = "file-size";

  /** The provenance key of a data file's SHA-256. */
  private static final String HASH = "resource-hash";

  private static final List<String> NOT_OPTIONS = List.of("class-name", "host-short-name");

  private ModelFacts() {}

  /**
   * Returns the provenance of a model and its score.
   *
   * @param model the model's provenance
   * @param test the provenance of the data it was scored on
   * @return sheets on the trainer's options, the data, the versions that trained and that evaluate,
   *     and the machine of this run
   */
  public static List<FactSheet> sheets(ModelProvenance model, DataProvenance test) {
    List<Fact> data = new ArrayList<>(data("training", model.getDatasetProvenance()));
    for (Pair<String, ? extends Provenance> entry : model.getInstanceProvenance()) {
      if (entry.getA().equals(RunProvenance.DEV) && entry.getB() instanceof DataProvenance dev) {
        data.addAll(data("dev", dev));
      }
    }
    data.addAll(data("test", test));
    SeenData.of(model, test).ifPresent(seen -> data.add(new Fact("test data", seen.warning())));
    return List.of(
        new FactSheet("Trainer", trainer(model)),
        new FactSheet("Data", data),
        new FactSheet("Versions of the training", Versions.training(model).facts()),
        new FactSheet("Versions of the evaluation", Versions.current().facts()),
        new FactSheet("Machine of the evaluation", machine()));
  }

  /**
   * Returns the extractor of the features that a model was trained on.
   *
   * @param file the model's file
   * @param model the model
   * @return an equal extractor
   * @throws JobException if the model records none, or one of the user's own
   */
  public static TokenFeatureExtractor extractor(Path file, LstmTaggerModel model) {
    try {
      return model.extractor();
    } catch (IllegalStateException e) {
      throw new JobException("model %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Returns the labels that a model can predict. */
  public static Set<String> labels(LstmTaggerModel model) {
    return model.getOutputIDInfo().getDomain().stream()
        .map(Label::getLabel)
        .collect(Collectors.toSet());
  }

  /**
   * Returns the label column that a model was trained on, as option {@code --column} writes it.
   *
   * @param model the model's provenance
   * @return a name or number; empty if the model was not trained on a file
   */
  public static Optional<String> labelColumn(ModelProvenance model) {
    Map<String, String> source = values(source(model.getDatasetProvenance()));
    return Optional.ofNullable(source.get("column"))
        .map(column -> column.toLowerCase(Locale.ROOT))
        .or(() -> Optional.ofNullable(source.get("labelColumn")));
  }

  /** Returns the word column of the column file that a model was trained on, if it was one. */
  public static Optional<Integer> tokenColumn(ModelProvenance model) {
    return Optional.ofNullable(values(source(model.getDatasetProvenance())).get("tokenColumn"))
        .map(Integer::valueOf);
  }

  /**
   * Returns the hash of a data file.
   *
   * @param data the provenance of the data
   * @return the SHA-256 of its bytes; empty if the data is not from a file
   */
  static Optional<String> hash(DataProvenance data) {
    return Optional.ofNullable(values(source(data)).get(HASH));
  }

  /**
   * Returns the size of a data file.
   *
   * @param data the provenance of the data
   * @return the size in bytes, or 0 if the data is not from a file
   */
  public static long bytes(DataProvenance data) {
    return Long.parseLong(values(source(data)).getOrDefault(FILE_SIZE, "0"));
  }

  private static List<Fact> trainer(ModelProvenance model) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("trained at", model.getTrainingTime().toString()));
    values(model.getTrainerProvenance())
        .forEach(
            (name, value) -> {
              if (!NOT_OPTIONS.contains(name)) {
                facts.add(new Fact(words(name), value));
              }
            });
    for (Pair<String, ? extends Provenance> entry : model.getInstanceProvenance()) {
      if (entry.getB() instanceof PrimitiveProvenance<?> value
          && !Versions.KEYS.contains(entry.getA())) {
        facts.add(new Fact(words(entry.getA()), String.valueOf(value.getValue())));
      }
    }
    facts.add(new Fact("trained on", model.getOS() + ", " + model.getArch()));
    return facts;
  }

  private static List<Fact> data(String role, DataProvenance data) {
    Map<String, String> source = values(source(data));
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact(role, source.getOrDefault("path", String.valueOf(data))));
    if (data instanceof DatasetProvenance dataset) {
      facts.add(new Fact(role + " sentences", NumberFormats.count(dataset.getNumExamples())));
    }
    for (String name : List.of("column", "labelColumn", HASH)) {
      if (source.containsKey(name)) {
        facts.add(
            new Fact(
                role + " " + (name.equals(HASH) ? "SHA-256" : words(name)),
                source.get(name).toLowerCase(Locale.ROOT)));
      }
    }
    return facts;
  }

  private static List<Fact> machine() {
    return List.of(
        new Fact("system", System.getProperty("os.name") + " " + System.getProperty("os.version")),
        new Fact("processor", System.getProperty("os.arch")),
        new Fact("cores", Integer.toString(Runtime.getRuntime().availableProcessors())),
        new Fact("threads", TensorFlowRuntime.threads().toString()),
        new Fact("memory for Java", NumberFormats.bytes(Runtime.getRuntime().maxMemory())));
  }

  /** Returns the source of data: the whole one, if they are a part of it. */
  private static DataProvenance source(DataProvenance data) {
    DataProvenance source =
        data instanceof DatasetProvenance dataset ? dataset.getSourceProvenance() : data;
    return source instanceof ConfiguredObjectProvenance split
            && split.getConfiguredParameters().get("source") instanceof DataProvenance whole
        ? source(whole)
        : source;
  }

  /** Returns the primitive values by name. */
  private static Map<String, String> values(Provenance provenance) {
    Map<String, String> values = new TreeMap<>();
    if (provenance instanceof ObjectProvenance object) {
      for (Pair<String, Provenance> entry : object) {
        if (entry.getB() instanceof PrimitiveProvenance<?> value) {
          values.put(entry.getA(), String.valueOf(value.getValue()));
        }
      }
    }
    return values;
  }

  /** Splits an identifier such as finalLearningRate or intra-op-threads into words. */
  private static String words(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1 $2").replace('-', ' ').toLowerCase(Locale.ROOT);
  }
}

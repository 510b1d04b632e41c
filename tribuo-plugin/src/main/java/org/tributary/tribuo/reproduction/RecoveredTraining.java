package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;
import org.tribuo.Output;
import org.tribuo.Tribuo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.runtime.Threads;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.RunProvenance;

/** How a tagger was made, as its provenance tells. Immutable. */
public final class RecoveredTraining {
  static final String TRAINING_DATA = "training data";
  static final String DEV_DATA = "development data";

  private final ModelProvenance provenance;
  private final ConfigurableRecovery rebuilding;

  private RecoveredTraining(ModelProvenance provenance, ConfigurableRecovery rebuilding) {
    this.provenance = provenance;
    this.rebuilding = rebuilding;
  }

  /** The recipe of a model, whose files are looked for where they were. */
  public static RecoveredTraining of(ModelProvenance provenance) {
    return new RecoveredTraining(provenance, new ConfigurableRecovery(Optional.empty()));
  }

  /**
   * The same with its files looked for in {@code folder}, by their names or the ends of their
   * paths.
   */
  public RecoveredTraining filesIn(Path folder) {
    return new RecoveredTraining(provenance, new ConfigurableRecovery(Optional.of(folder)));
  }

  /** The threads that trained; a reproduction of the same bits needs as many. */
  public Optional<Threads> threads() {
    return runValue(RunProvenance.INTRA_OP) instanceof IntProvenance intra
            && runValue(RunProvenance.INTER_OP) instanceof IntProvenance inter
        ? Optional.of(new Threads(intra.getValue(), inter.getValue()))
        : Optional.empty();
  }

  /**
   * Versions, system, device and threads that are not those of the training; none of them is
   * refused.
   */
  public List<Difference> circumstances() {
    List<Difference> differences = new ArrayList<>();
    add(differences, "threads", threads().orElse(null), TensorFlowRuntime.threads());
    add(
        differences,
        "device",
        runText(RunProvenance.DEVICE),
        TensorFlowRuntime.device().toString());
    add(differences, "TensorFlow", runText(RunProvenance.TENSORFLOW), TensorFlow.version());
    add(differences, "Tribuo", provenance.getTribuoVersion(), Tribuo.VERSION);
    add(differences, "Java", provenance.getJavaVersion(), System.getProperty("java.version"));
    add(differences, "system", provenance.getOS(), System.getProperty("os.name"));
    add(differences, "processor", provenance.getArch(), System.getProperty("os.arch"));
    return differences;
  }

  private static void add(List<Difference> differences, String place, Object then, Object now) {
    if (!now.equals(then)) {
      differences.add(
          new Difference(place, then == null ? "nothing said" : then.toString(), now.toString()));
    }
  }

  /**
   * Checks the files by size and SHA-256, reads them, and makes the trainer.
   *
   * @throws IrreproducibleException if the provenance does not hold how, a file is missing or
   *     another one, or the data are others than trained on
   */
  public RecoveredRun rebuild() throws IrreproducibleException {
    LstmTaggerTrainer trainer = trainer();
    SequenceDataset<Label> train = data(TRAINING_DATA, provenance.getDatasetProvenance());
    if (!(runValue(RunProvenance.DEV) instanceof DatasetProvenance dev)) {
      return new RecoveredRun(trainer, train, Optional.empty());
    }
    return new RecoveredRun(trainer, train, Optional.of(data(DEV_DATA, dev)));
  }

  private LstmTaggerTrainer trainer() throws IrreproducibleException {
    TrainerProvenance stored = provenance.getTrainerProvenance();
    Provenance invocation =
        stored.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT);
    if (!(invocation instanceof IntProvenance count)) {
      throw new IrreproducibleException(
          "trainer: expected the provenance to say which invocation trained, it does not");
    }
    for (SourceFile file : SourceFile.ofAll(stored, rebuilding)) {
      file.check("trainer");
    }
    LstmTaggerTrainer trainer = rebuilding.rebuild("trainer", stored, LstmTaggerTrainer.class);
    trainer.setInvocationCount(count.getValue());
    return trainer;
  }

  private SequenceDataset<Label> data(String role, DatasetProvenance dataset)
      throws IrreproducibleException {
    requireUntouched(role, dataset);
    DataProvenance source = dataset.getSourceProvenance();
    if (!(source instanceof ConfiguredObjectProvenance configured)) {
      throw new IrreproducibleException(
          "%s: expected a data source that its configuration makes anew, such as one of a file, got a %s"
              .formatted(role, source.getClassName()));
    }
    for (SourceFile file : SourceFile.ofAll(configured, rebuilding)) {
      file.check(role);
    }
    SequenceDataSource<?> made = rebuilding.rebuild(role, configured, SequenceDataSource.class);
    SequenceDataset<Label> data = new MutableSequenceDataset<>(ofLabels(role, made));
    if (data.size() != dataset.getNumExamples()) {
      throw new IrreproducibleException(
          "%s: expected %d sequences, got %d from %s; were some added or left out after they were read?"
              .formatted(role, dataset.getNumExamples(), data.size(), made));
    }
    return data;
  }

  private static void requireUntouched(String role, DatasetProvenance dataset)
      throws IrreproducibleException {
    if (!dataset.getClassName().equals(MutableSequenceDataset.class.getName())) {
      throw new IrreproducibleException(
          "%s: expected a MutableSequenceDataset of all that a source holds, got a %s"
              .formatted(role, dataset.getClassName()));
    }
    int transformations = dataset.getTransformationProvenance().getList().size();
    if (transformations > 0) {
      throw new IrreproducibleException(
          "%s: expected data as they were read, got data changed by %d transformations"
              .formatted(role, transformations));
    }
  }

  @SuppressWarnings("unchecked") // its factory makes labels
  private static SequenceDataSource<Label> ofLabels(String role, SequenceDataSource<?> source)
      throws IrreproducibleException {
    Output<?> unknown = source.getOutputFactory().getUnknownOutput();
    if (!(unknown instanceof Label)) {
      throw new IrreproducibleException(
          "%s: expected a source of labels, got one of %s"
              .formatted(role, unknown.getClass().getName()));
    }
    return (SequenceDataSource<Label>) source;
  }

  /** A value's text, or null where there is none. */
  private String runText(String name) {
    return runValue(name) instanceof PrimitiveProvenance<?> value
        ? String.valueOf(value.getValue())
        : null;
  }

  private Provenance runValue(String name) {
    return provenance.getInstanceProvenance().getMap().get(name);
  }
}

package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
import org.tributary.Threads;
import org.tributary.internal.LibraryVersion;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.provenance.RunProvenance;

/** The training of a tagger, recovered from its provenance. Immutable. */
public final class RecoveredTraining {
  static final String TRAINING_DATA = "training data";
  static final String DEV_DATA = "development data";

  private final ModelProvenance provenance;
  private final ConfigurableRecovery recovery;
  private final Optional<LstmTaggerModel> base;

  private RecoveredTraining(
      ModelProvenance provenance, ConfigurableRecovery recovery, Optional<LstmTaggerModel> base) {
    this.provenance = provenance;
    this.recovery = recovery;
    this.base = base;
  }

  /** Returns the training recorded in {@code provenance}, with files at their recorded paths. */
  public static RecoveredTraining of(ModelProvenance provenance) {
    return new RecoveredTraining(
        provenance, new ConfigurableRecovery(Optional.empty()), Optional.empty());
  }

  /**
   * Returns this training with its files in {@code folder}, located by their names or path
   * suffixes.
   */
  public RecoveredTraining filesIn(Path folder) {
    return new RecoveredTraining(provenance, new ConfigurableRecovery(Optional.of(folder)), base);
  }

  /**
   * Returns this training with the base model that it started from, which its provenance describes
   * but does not contain.
   *
   * @param model the base model, open or closed
   */
  public RecoveredTraining from(LstmTaggerModel model) {
    return new RecoveredTraining(provenance, recovery, Optional.of(model));
  }

  /** Returns the thread counts of the training. A bitwise reproduction needs equal ones. */
  public Optional<Threads> threads() {
    return runValue(RunProvenance.INTRA_OP) instanceof IntProvenance intra
            && runValue(RunProvenance.INTER_OP) instanceof IntProvenance inter
        ? Optional.of(new Threads(intra.getValue(), inter.getValue()))
        : Optional.empty();
  }

  /**
   * Returns the differences in versions, system, device and threads between the training and now.
   * They do not stop {@link #recover}, but any of them may change bits; thread counts must match.
   */
  public List<Difference> environmentDifferences() {
    List<Difference> differences = new ArrayList<>();
    add(differences, "threads", threads().orElse(null), TensorFlowRuntime.threads());
    add(
        differences,
        "device",
        runText(RunProvenance.DEVICE),
        TensorFlowRuntime.device().toString());
    add(differences, "Tributary", runText(RunProvenance.TRIBUTARY), LibraryVersion.get());
    add(differences, "TensorFlow", runText(RunProvenance.TENSORFLOW), TensorFlowRuntime.version());
    add(differences, "Tribuo", provenance.getTribuoVersion(), Tribuo.VERSION);
    add(differences, "Java", provenance.getJavaVersion(), System.getProperty("java.version"));
    add(differences, "system", provenance.getOS(), System.getProperty("os.name"));
    add(differences, "processor", provenance.getArch(), System.getProperty("os.arch"));
    return differences;
  }

  /**
   * Returns the settings that followed from data or labels and that the retrained model resolved to
   * other values, since their defaults have changed; those that are not recorded are left out.
   */
  List<Difference> settingDifferences(LstmTaggerModel retrained) {
    Map<String, ? extends Provenance> present =
        retrained.getProvenance().getInstanceProvenance().getMap();
    List<Difference> differences = new ArrayList<>();
    for (String key : RunProvenance.RESOLVED) {
      Provenance recorded = runValue(key);
      if (recorded != null) {
        add(differences, key, recorded.toString(), present.get(key).toString());
      }
    }
    return differences;
  }

  private static void add(
      List<Difference> differences, String place, Object recorded, Object present) {
    if (!present.equals(recorded)) {
      differences.add(
          new Difference(
              place, recorded == null ? "not recorded" : recorded.toString(), present.toString()));
    }
  }

  /**
   * Checks the files by size and SHA-256, reads them and creates the trainer.
   *
   * @throws IrreproducibleException if the provenance is incomplete, a file is missing or changed,
   *     the data differ from the training data, the base model is missing or another one, or the
   *     training had teachers
   */
  public RecoveredRun recover() throws IrreproducibleException {
    requireBase();
    requireNoTeachers();
    LstmTaggerTrainer trainer = trainer();
    SequenceDataset<Label> train = data(TRAINING_DATA, provenance.getDatasetProvenance());
    Optional<SequenceDataset<Label>> dev =
        runValue(RunProvenance.DEV) instanceof DatasetProvenance recorded
            ? Optional.of(data(DEV_DATA, recorded))
            : Optional.empty();
    return new RecoveredRun(trainer, train, dev, base, stoppedAfter());
  }

  private OptionalInt stoppedAfter() {
    return runValue(RunProvenance.STOPPED_AFTER) instanceof IntProvenance epochs
        ? OptionalInt.of(epochs.getValue())
        : OptionalInt.empty();
  }

  private void requireBase() throws IrreproducibleException {
    Optional<ModelProvenance> recorded = RunProvenance.base(provenance);
    if (recorded.isEmpty()) {
      if (base.isPresent()) {
        throw new IrreproducibleException(
            "base model: expected none, since the training started from random weights, got one");
      }
      return;
    }
    String expected = recordedBaseHash();
    if (base.isEmpty()) {
      throw new IrreproducibleException(
          "base model: expected the model that the training started from, trained at %s, with parameters of SHA-256 %s, got none; name it by RecoveredTraining.from: the provenance describes it but has no weights"
              .formatted(recorded.get().getTrainingTime(), expected));
    }
    String found = base.get().parametersSha256();
    if (!found.equals(expected)) {
      throw new IrreproducibleException(
          "base model: expected parameters of SHA-256 %s, from which the training started, got %s; is it another model?"
              .formatted(expected, found));
    }
  }

  private void requireNoTeachers() throws IrreproducibleException {
    String teachers = runText(RunProvenance.TEACHERS);
    if (teachers != null) {
      throw new IrreproducibleException(
          "teachers: expected a training on labels alone, got one on the distributions of %s, which the model does not store; repeat the training with the same teachers"
              .formatted(teachers));
    }
  }

  private String recordedBaseHash() throws IrreproducibleException {
    String hash = runText(RunProvenance.BASE_PARAMETERS);
    if (hash == null) {
      throw new IrreproducibleException(
          "base model: expected the SHA-256 of its parameters in the provenance, got none");
    }
    return hash;
  }

  private LstmTaggerTrainer trainer() throws IrreproducibleException {
    TrainerProvenance stored = provenance.getTrainerProvenance();
    Provenance invocation =
        stored.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT);
    if (!(invocation instanceof IntProvenance count)) {
      throw new IrreproducibleException(
          "trainer: expected an invocation count in the provenance, got none");
    }
    for (SourceFile file : SourceFile.ofAll(stored, recovery)) {
      file.check("trainer");
    }
    LstmTaggerTrainer trainer = recovery.recover("trainer", stored, LstmTaggerTrainer.class);
    trainer.setInvocationCount(count.getValue());
    return trainer;
  }

  private SequenceDataset<Label> data(String role, DatasetProvenance dataset)
      throws IrreproducibleException {
    requireUntransformed(role, dataset);
    DataProvenance source = dataset.getSourceProvenance();
    if (!(source instanceof ConfiguredObjectProvenance configured)) {
      throw new IrreproducibleException(
          "%s: expected a configurable data source, such as one that reads a file, got %s; if the model was converted, reproduce the one that training saved"
              .formatted(role, source.getClassName()));
    }
    for (SourceFile file : SourceFile.ofAll(configured, recovery)) {
      file.check(role);
    }
    SequenceDataSource<?> created = recovery.recover(role, configured, SequenceDataSource.class);
    SequenceDataset<Label> data = new MutableSequenceDataset<>(ofLabels(role, created));
    if (data.size() != dataset.getNumExamples()) {
      throw new IrreproducibleException(
          "%s: expected %d sequences, got %d from %s; were some added or removed after reading?"
              .formatted(role, dataset.getNumExamples(), data.size(), created));
    }
    return data;
  }

  private static void requireUntransformed(String role, DatasetProvenance dataset)
      throws IrreproducibleException {
    if (!dataset.getClassName().equals(MutableSequenceDataset.class.getName())) {
      throw new IrreproducibleException(
          "%s: expected a MutableSequenceDataset of a whole data source, got a %s"
              .formatted(role, dataset.getClassName()));
    }
    int transformations = dataset.getTransformationProvenance().getList().size();
    if (transformations > 0) {
      throw new IrreproducibleException(
          "%s: expected untransformed data, got data with %d transformations"
              .formatted(role, transformations));
    }
  }

  @SuppressWarnings("unchecked") // checked by its output factory
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

  /** Returns a value of the run provenance as text, or null if it is not recorded. */
  private String runText(String name) {
    return RunProvenance.text(provenance, name).orElse(null);
  }

  private Provenance runValue(String name) {
    return provenance.getInstanceProvenance().getMap().get(name);
  }
}

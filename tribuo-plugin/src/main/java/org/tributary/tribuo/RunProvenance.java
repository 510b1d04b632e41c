package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.TensorFlow;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.feature.Input;
import org.tributary.runtime.LibraryVersions;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.runtime.Threads;
import org.tributary.tagger.TaggerFitter;
import org.tributary.tagger.Teachers;
import org.tributary.tagger.definition.BatchSize;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.TrainingOptions;
import org.tributary.tribuo.internal.model.AuxiliaryTasks;

/**
 * Instance values of a model's provenance that describe one training run. Tribuo's version is a
 * value of the model's provenance itself, and word vector files with their hashes are values of the
 * trainer's.
 */
public final class RunProvenance {
  /** The key of Tributary's version. */
  public static final String TRIBUTARY = "tributary-version";

  /** The key of TensorFlow's version. */
  public static final String TENSORFLOW = "tensorflow-version";

  /** The key of TensorFlow's intra-op thread count. */
  public static final String INTRA_OP = "intra-op-threads";

  /** The key of TensorFlow's inter-op thread count. */
  public static final String INTER_OP = "inter-op-threads";

  /** The key of the training device, such as {@code cpu:0}. */
  public static final String DEVICE = "device";

  /** The key of the name of the output layer, also if it follows from the labels. */
  public static final String HEAD = "resolved-head";

  /** The key of the number of layers, also if it is that of the preset. */
  public static final String LAYERS = "resolved-layers";

  /** The key of the hidden size in each direction, also if the trainer chose it by the data. */
  public static final String HIDDEN_SIZE = "resolved-hidden-size";

  /** The key of the batch size, such as {@code 32 sequences}, also if it followed the data. */
  public static final String BATCH = "resolved-batch";

  /** The key of the number of epochs that were planned, also if it followed the data. */
  public static final String EPOCHS = "resolved-epochs";

  /** The key of the word dropout probability, also if it followed from the labels. */
  public static final String WORD_DROPOUT = "resolved-word-dropout";

  /** The key of the UNK replacement rate, also if it followed from the labels. */
  public static final String UNKNOWN_RATE = "resolved-unknown-rate";

  /** The key of the network's inputs, with their numbers of entries and sizes. */
  public static final String INPUTS = "resolved-inputs";

  /** The key of the auxiliary tasks that were trained, with their numbers of labels. */
  public static final String AUXILIARY_TASKS = "resolved-auxiliary-tasks";

  /** The key of the development data's provenance, if there was any. */
  public static final String DEV = "dev-dataset";

  /** The key of the measure that selected the best epoch: {@code ACCURACY} or {@code SPAN_F1}. */
  public static final String DEV_MEASURE = "dev-measure";

  /** The key of the best epoch, from 1, whose parameters the model has. */
  public static final String BEST_EPOCH = "best-epoch";

  /** The key of the score of the model on the development data. */
  public static final String BEST_SCORE = "best-dev-score";

  /** The key of the shift of the bias of the label O, if it was tuned on the development data. */
  public static final String OUTSIDE_BIAS = "outside-bias-shift";

  /** The key of the number of epochs after which a listener ended the training, if one did. */
  public static final String STOPPED_AFTER = "stopped-after-epoch";

  /** The key of the base model's provenance, if training started from one. */
  public static final String BASE = "base-model";

  /** The key of the SHA-256 of the base model's parameters. */
  public static final String BASE_PARAMETERS = "base-parameters-sha256";

  /** The key of the teachers' names and the SHA-256 of their parameters, if there were any. */
  public static final String TEACHERS = "teachers";

  /** The key of the weight of the teachers' distributions in the loss of labelled sentences. */
  public static final String TEACHER_WEIGHT = "teacher-weight";

  /** The key of the SHA-256 of the teachers' distributions. */
  public static final String SOFT_LABELS = "soft-labels-sha256";

  /** The key of the number of raw sentences, which the teachers labelled, if there were any. */
  public static final String RAW_SENTENCES = "raw-sentences";

  /** The key of the SHA-256 of the raw sentences' tokens. */
  public static final String RAW_HASH = "raw-sha256";

  /** The keys of settings that may follow from the data or the labels. */
  public static final List<String> RESOLVED =
      List.of(HEAD, LAYERS, HIDDEN_SIZE, BATCH, EPOCHS, WORD_DROPOUT, UNKNOWN_RATE);

  private static final Set<String> RESERVED =
      Set.of(
          TRIBUTARY,
          TENSORFLOW,
          INTRA_OP,
          INTER_OP,
          DEVICE,
          HEAD,
          LAYERS,
          HIDDEN_SIZE,
          BATCH,
          EPOCHS,
          WORD_DROPOUT,
          UNKNOWN_RATE,
          INPUTS,
          AUXILIARY_TASKS,
          DEV,
          DEV_MEASURE,
          BEST_EPOCH,
          BEST_SCORE,
          OUTSIDE_BIAS,
          STOPPED_AFTER,
          BASE,
          BASE_PARAMETERS,
          TEACHERS,
          TEACHER_WEIGHT,
          SOFT_LABELS,
          RAW_SENTENCES,
          RAW_HASH);

  private final Map<String, Provenance> values = new LinkedHashMap<>();

  /** Records the caller's values, the versions, threads and device. */
  RunProvenance(Map<String, Provenance> caller) {
    Threads threads = TensorFlowRuntime.threads();
    put(TRIBUTARY, LibraryVersions.tributary());
    put(TENSORFLOW, TensorFlow.version());
    put(INTRA_OP, threads.intraOp());
    put(INTER_OP, threads.interOp());
    put(DEVICE, TensorFlowRuntime.device().toString());
    values.putAll(caller);
  }

  /**
   * Checks the caller's names.
   *
   * @throws IllegalArgumentException if the caller uses one of the keys above
   */
  static void requireUnreserved(Map<String, Provenance> caller) {
    for (String name : caller.keySet()) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "run provenance: the name '%s' is the tagger's own; choose another".formatted(name));
      }
    }
  }

  /** Records the sizes of the network and its auxiliary tasks. */
  RunProvenance network(
      TaggerDefinition definition, TaggerSizes sizes, AuxiliaryTasks.Found auxiliary) {
    put(HEAD, definition.columns().get(0).head().name());
    put(LAYERS, definition.encoder().layers());
    put(HIDDEN_SIZE, definition.encoder().hiddenSize());
    List<String> inputs = new ArrayList<>();
    int at = 0;
    for (Input<?> input : definition.inputs().all()) {
      int entries = sizes.vocabularySizes().get(at++);
      String size = entries > 0 ? "%d entries, size %d" : "size %2$d";
      inputs.add("%s (%s)".formatted(input.name(), size.formatted(entries, input.outputSize())));
    }
    put(INPUTS, String.join(", ", inputs));
    put(AUXILIARY_TASKS, auxiliary.values().isEmpty() ? "none" : auxiliary.summary());
    return this;
  }

  /** Records the resolved batch size, epochs, word dropout and UNK replacement rate. */
  RunProvenance training(TrainingOptions options) {
    BatchSize size = options.batchSize();
    put(BATCH, size.count() + (size.unit() == BatchSize.Unit.WORDS ? " tokens" : " sequences"));
    put(EPOCHS, options.loop().epochs());
    put(WORD_DROPOUT, options.wordDropout());
    put(UNKNOWN_RATE, options.unknownRate());
    return this;
  }

  /** Records the development data and the best epoch on it, if there are any. */
  RunProvenance dev(
      Optional<SequenceDataset<Label>> dev,
      Optional<DevMeasure> measure,
      List<EpochSummary> history) {
    dev.ifPresent(data -> values.put(DEV, data.getProvenance()));
    measure.ifPresent(
        m -> {
          put(DEV_MEASURE, m.name());
          EpochSummary.best(history)
              .ifPresent(
                  epoch -> {
                    put(BEST_EPOCH, epoch.epoch());
                    double score = epoch.devScore().orElseThrow();
                    put(BEST_SCORE, score);
                  });
        });
    return this;
  }

  /** Records the shift of the bias of the label O, if it was tuned, and the score with it. */
  RunProvenance outsideBias(TaggerFitter.Trained trained) {
    trained
        .outsideBias()
        .ifPresent(
            bias -> {
              put(OUTSIDE_BIAS, bias.shift());
              put(BEST_SCORE, bias.score());
            });
    return this;
  }

  /** Records the number of finished epochs, if a listener ended the run. */
  RunProvenance stopped(TaggerFitter.Trained trained) {
    if (trained.stopped()) {
      put(STOPPED_AFTER, trained.history().size());
    }
    return this;
  }

  /** Records the base model, if there is one. */
  RunProvenance base(Optional<LstmTaggerModel> base) {
    base.ifPresent(
        model -> {
          values.put(BASE, model.getProvenance());
          putHash(BASE_PARAMETERS, model.parametersSha256());
        });
    return this;
  }

  /** Records the teachers and raw sentences, if there are any. */
  RunProvenance distillation(Optional<Distillation> distillation) {
    distillation.ifPresent(
        d -> {
          Teachers teachers = d.teachers().orElseThrow();
          put(TEACHERS, String.join(", ", teachers.descriptions()));
          put(TEACHER_WEIGHT, teachers.weight());
          putHash(SOFT_LABELS, d.taught().sha256());
          d.raw()
              .ifPresent(
                  raw -> {
                    put(RAW_SENTENCES, raw.sentences().size());
                    putHash(RAW_HASH, raw.sha256());
                  });
        });
    return this;
  }

  /** Returns the provenance of the base model that a model's training started from, if any. */
  public static Optional<ModelProvenance> base(ModelProvenance model) {
    return model.getInstanceProvenance().getMap().get(BASE) instanceof ModelProvenance base
        ? Optional.of(base)
        : Optional.empty();
  }

  private void putHash(String key, String sha256) {
    values.put(key, new HashProvenance(ObjectProvenance.DEFAULT_HASH_TYPE, key, sha256));
  }

  private void put(String key, String value) {
    values.put(key, new StringProvenance(key, value));
  }

  private void put(String key, double value) {
    values.put(key, new DoubleProvenance(key, value));
  }

  private void put(String key, int value) {
    values.put(key, new IntProvenance(key, value));
  }

  /** Returns the values by key. */
  Map<String, Provenance> values() {
    return values;
  }
}

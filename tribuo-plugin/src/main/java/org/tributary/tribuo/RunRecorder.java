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
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.Threads;
import org.tributary.feature.Input;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.training.AuxiliaryColumns;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;
import org.tributary.train.TrainingOptions.BatchSize;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.train.tagger.Teachers;
import org.tributary.tribuo.internal.model.Distillation;
import org.tributary.tribuo.provenance.EpochSummary;
import org.tributary.tribuo.provenance.RunProvenance;

/** A recorder of the values of a training run under the keys of {@link RunProvenance}. */
final class RunRecorder {
  private final Map<String, Provenance> values = new LinkedHashMap<>();

  /** Records the caller's values, the versions, threads and device. */
  RunRecorder(Map<String, Provenance> caller) {
    Threads threads = TensorFlowRuntime.threads();
    put(RunProvenance.TRIBUTARY, LibraryVersion.get());
    put(RunProvenance.TENSORFLOW, TensorFlowRuntime.version());
    put(RunProvenance.INTRA_OP, threads.intraOp());
    put(RunProvenance.INTER_OP, threads.interOp());
    put(RunProvenance.DEVICE, TensorFlowRuntime.device().toString());
    values.putAll(caller);
  }

  /** Records the sizes of the network and its auxiliary tasks. */
  RunRecorder network(
      TaggerDefinition definition,
      TaggerSizes sizes,
      AuxiliaryColumns<SequenceExample<Label>> auxiliary) {
    put(RunProvenance.HEAD, definition.columns().get(0).head().name());
    put(RunProvenance.LAYERS, definition.encoder().layers());
    put(RunProvenance.HIDDEN_SIZE, definition.encoder().hiddenSize());
    List<String> inputs = new ArrayList<>();
    int at = 0;
    for (Input<?> input : definition.inputs().all()) {
      int entries = sizes.vocabularySizes().get(at++);
      String size = input.tables().isEmpty() ? "size %2$d" : "%d entries, size %d";
      inputs.add("%s (%s)".formatted(input.name(), size.formatted(entries, input.outputSize())));
    }
    put(RunProvenance.INPUTS, String.join(", ", inputs));
    put(RunProvenance.AUXILIARY_TASKS, auxiliary.keys().isEmpty() ? "none" : auxiliary.summary());
    return this;
  }

  /** Records the development data and the best epoch on it, if there are any. */
  RunRecorder dev(
      Optional<SequenceDataset<Label>> dev,
      Optional<DevMeasure> measure,
      List<EpochSummary> history) {
    dev.ifPresent(data -> values.put(RunProvenance.DEV, data.getProvenance()));
    measure.ifPresent(
        m -> {
          put(RunProvenance.DEV_MEASURE, m.name());
          EpochSummary.best(history)
              .ifPresent(
                  epoch -> {
                    put(RunProvenance.BEST_EPOCH, epoch.epoch());
                    double score = epoch.devScore().orElseThrow();
                    put(RunProvenance.BEST_SCORE, score);
                  });
        });
    return this;
  }

  /**
   * Records the resolved batch size, epochs, word dropout and UNK replacement rate, the shift of
   * the bias of the label O with its score, if it was tuned, and the number of finished epochs, if
   * a listener ended the run.
   */
  RunRecorder trained(TaggerFitter.Trained trained) {
    TrainingOptions options = trained.options();
    BatchSize size = options.batchSize();
    put(
        RunProvenance.BATCH,
        size.count() + (size.unit() == BatchSize.Unit.WORDS ? " tokens" : " sequences"));
    put(RunProvenance.EPOCHS, options.loop().epochs());
    put(RunProvenance.WORD_DROPOUT, options.wordDropout());
    put(RunProvenance.UNKNOWN_RATE, options.unknownRate());
    trained
        .outsideBias()
        .ifPresent(
            bias -> {
              put(RunProvenance.OUTSIDE_BIAS, bias.shift());
              put(RunProvenance.BEST_SCORE, bias.score());
            });
    if (trained.stopped()) {
      put(RunProvenance.STOPPED_AFTER, trained.history().size());
    }
    return this;
  }

  /** Records the base model, if there is one. */
  RunRecorder base(Optional<LstmTaggerModel> base) {
    base.ifPresent(
        model -> {
          values.put(RunProvenance.BASE, model.getProvenance());
          putHash(RunProvenance.BASE_PARAMETERS, model.parametersSha256());
        });
    return this;
  }

  /** Records the teachers and raw sentences, if there are any. */
  RunRecorder distillation(Optional<Distillation> distillation) {
    distillation.ifPresent(
        d -> {
          Teachers teachers = d.teachers().orElseThrow();
          put(RunProvenance.TEACHERS, String.join(", ", teachers.descriptions()));
          put(RunProvenance.TEACHER_WEIGHT, teachers.weight());
          putHash(RunProvenance.SOFT_LABELS, d.taught().sha256());
          d.raw()
              .ifPresent(
                  raw -> {
                    put(RunProvenance.RAW_SENTENCES, raw.sentences().size());
                    putHash(RunProvenance.RAW_HASH, raw.sha256());
                  });
        });
    return this;
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

package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tribuo.Trainer;
import org.tribuo.WeightedExamples;
import org.tribuo.classification.Label;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceTrainer;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.internal.ProvenanceParts;
import org.tributary.tribuo.internal.storage.StorableData;

/**
 * A Tribuo trainer of recurrent sequence taggers: embeddings of a step's features, an encoder of
 * LSTM (the default), GRU or RNN layers, and a softmax or CRF head.
 *
 * <p>One or more inputs read a step, and their vectors are concatenated; see {@link TaggerInput}.
 * By default each feature group of a {@code WordFormFeatureExtractor} has its own embedding table,
 * a character encoder reads the words, and all other features share one table. In a table a step's
 * feature embeddings are summed, each scaled by its feature value, so single words, many features
 * per step and real values all work. Unseen features map to the unknown embedding, which training
 * learns by replacing rare features. An example's weight multiplies the loss of its steps.
 *
 * <p>Thread-safe. The first call of {@code train} uses the seed itself, as core and the command
 * line do; the n-th call depends on the seed and n alone, and {@link #setInvocationCount} repeats
 * it.
 */
public final class LstmTaggerTrainer extends LstmTaggerTrainerBuilder.Settings
    implements SequenceTrainer<Label>, WeightedExamples {
  private SplittableRandom generator;
  private int invocationCount;

  /** Creates a trainer with the default settings, for the builder and OLCUT. */
  LstmTaggerTrainer() {}

  /** Creates a trainer with the same settings. */
  LstmTaggerTrainer(LstmTaggerTrainerBuilder.Settings settings) {
    super(settings);
  }

  /** Returns the settings that a trainer has, in the order of their headings. */
  public static List<TaggerSetting> settings() {
    return ALL;
  }

  /** Returns a builder with the default options. */
  public static LstmTaggerTrainerBuilder builder() {
    return new LstmTaggerTrainerBuilder(new LstmTaggerTrainer());
  }

  /** Returns a builder with this trainer's options; its trainers begin at invocation 0. */
  public LstmTaggerTrainerBuilder toBuilder() {
    return new LstmTaggerTrainerBuilder(this);
  }

  /**
   * Checks the fields after OLCUT has set them.
   *
   * @throws PropertyException if a field is out of range, or conflicts with another one; it names
   *     the field
   */
  @Override
  public synchronized void postConfig() {
    checkRanges();
    checkConflicts();
    setInvocationCount(0);
  }

  /** Trains like {@link #train(TrainingRequest)} on {@code examples} alone. */
  @Override
  public LstmTaggerModel train(SequenceDataset<Label> examples) {
    return train(TrainingRequest.on(examples));
  }

  /** Trains like {@link #train(TrainingRequest)} on {@code examples}, with run provenance. */
  @Override
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance) {
    return train(TrainingRequest.on(examples).provenance(runProvenance));
  }

  /**
   * Trains with the given invocation number, regardless of earlier calls.
   *
   * @param number the invocation, from 0, or {@link Trainer#INCREMENT_INVOCATION_COUNT} for the
   *     next
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance, int number) {
    TrainingRequest request = TrainingRequest.on(examples).provenance(runProvenance);
    return train(
        number == Trainer.INCREMENT_INVOCATION_COUNT ? request : request.invocation(number));
  }

  /**
   * Trains a model. With development data, of the request or of {@code devSource}, the model keeps
   * the best epoch on them, without them the last. Progress goes to the request's listener; without
   * one, to the {@code java.util.logging} logger of this class.
   *
   * @throws IllegalArgumentException if the options need development data ({@code patience} or the
   *     schedule PLATEAU) and there are none; if labels are to be smoothed and the head is a CRF,
   *     the default one of span labels; if an example has no step, a step without a label, a weight
   *     that is negative or not finite, or a feature value that is not a finite 32-bit number; if a
   *     label does not belong to the scheme, or more than half of the examples with spans violate
   *     it; if the development data have no labelled step, or know fewer than a tenth of the
   *     labels; with SPAN_F1, also if they have a step without a label, or a label that is not a
   *     span label
   * @throws IllegalStateException if the parameters exceed the capacity of a model file
   * @throws org.tributary.train.TrainingException if the loss is not finite or diverges, the thread
   *     is interrupted, or the checkpoint belongs to another run
   */
  public LstmTaggerModel train(TrainingRequest request) {
    TrainingRun run = new TrainingRun(request);
    Invocation invocation;
    synchronized (this) {
      request.invocation.ifPresent(this::setInvocationCount);
      invocation = nextInvocation();
    }
    StorableData.warnOfLocale();
    return run.train(invocation.trainer(), invocation.seed());
  }

  /**
   * The trainer state of one {@code train} call.
   *
   * @param seed the seed of this invocation
   * @param trainer a copy of the trainer, fixed at this invocation
   */
  private record Invocation(long seed, LstmTaggerTrainer trainer) {}

  private synchronized Invocation nextInvocation() {
    LstmTaggerTrainer copy = new LstmTaggerTrainer(this);
    copy.setInvocationCount(invocationCount);
    long split = generator.split().nextLong();
    Invocation invocation = new Invocation(invocationCount == 0 ? seed : split, copy);
    invocationCount++;
    return invocation;
  }

  @Override
  public synchronized int getInvocationCount() {
    return invocationCount;
  }

  /**
   * Sets the number of completed invocations; the next call of {@code train} is number {@code
   * count}, from 0.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public synchronized void setInvocationCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "invocation count: expected at least 0, got %d".formatted(count));
    }
    generator = new SplittableRandom(seed);
    for (invocationCount = 0; invocationCount < count; invocationCount++) {
      generator.split();
    }
  }

  @Override
  public TrainerProvenance getProvenance() {
    return new TrainerProvenanceImpl(ProvenanceParts.present(new TrainerProvenanceImpl(this)));
  }

  @Override
  public String toString() {
    return new TreeMap<>(getProvenance().getConfiguredParameters())
        .entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(", ", "LstmTaggerTrainer(", ")"));
  }
}

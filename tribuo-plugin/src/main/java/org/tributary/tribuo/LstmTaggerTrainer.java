package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceTrainer;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.input.TaggerInput;

/**
 * Trains recurrent taggers on Tribuo's sequences: embeddings of a step's features, an encoder of
 * LSTM, GRU or RNN layers, and a softmax over the labels or a CRF. It is named after the LSTM, its
 * first encoder and the default: the name stands in stored models and configurations.
 *
 * <p>A step is read by one or more inputs, whose vectors stand side by side; see {@link
 * TaggerInput}. By default the groups of features that a {@code WordFormFeatureExtractor} makes
 * have a table each, words are read character by character besides, and all other features have one
 * table together. In a table a step's features are summed, each by its value, so words, many
 * features a step and real values all work. Features never seen read as unknown, which learns in
 * training from hidden rare ones. A sequence's weight multiplies its steps' loss.
 *
 * <p>Threads may share a trainer. Its n-th call of {@code train} draws from the seed and n alone:
 * {@link #setInvocationCount} repeats it.
 */
public final class LstmTaggerTrainer extends LstmTaggerSettings implements SequenceTrainer<Label> {
  private SplittableRandom generator;
  private int invocationCount;

  /** For OLCUT. */
  private LstmTaggerTrainer() {}

  /** The same options, not yet used; the builder changes the copy. */
  LstmTaggerTrainer(LstmTaggerTrainer options) {
    super(options);
  }

  /** Starts with the defaults. */
  public static LstmTaggerTrainerBuilder builder() {
    return new LstmTaggerTrainerBuilder(new LstmTaggerTrainer());
  }

  /**
   * For OLCUT, after it has set the fields.
   *
   * @throws PropertyException naming the field if one is out of its range
   */
  @Override
  public synchronized void postConfig() {
    check();
    setInvocationCount(0);
  }

  /** Trains as {@link #train(SequenceDataset, Map)} does, without run provenance. */
  @Override
  public LstmTaggerModel train(SequenceDataset<Label> examples) {
    return train(TrainingRun.on(examples));
  }

  /**
   * Trains a model; of the last epoch, since there is nothing to choose another by.
   *
   * @throws IllegalArgumentException if the options need development data: {@code patience} or the
   *     curve PLATEAU; or if an example has no step, a step without label, a weight that is
   *     negative or not finite, or a feature value that is not a finite 32-bit number, or if a
   *     label is not of the scheme, or more than half of the examples with spans break its rules
   * @throws IllegalStateException if there would be more parameters than a model file can hold
   * @throws org.tributary.train.TrainingException if the loss stops being a finite number, or the
   *     thread is interrupted
   */
  @Override
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance) {
    return train(TrainingRun.on(examples).with(runProvenance));
  }

  /**
   * Trains as the invocation of the given number does, whatever came before.
   *
   * @param number from 0, or {@link Trainer#INCREMENT_INVOCATION_COUNT} for the next one
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance, int number) {
    TrainingRun run = TrainingRun.on(examples).with(runProvenance);
    Invocation invocation;
    synchronized (this) {
      if (number != Trainer.INCREMENT_INVOCATION_COUNT) {
        setInvocationCount(number);
      }
      invocation = nextInvocation();
    }
    return train(run, invocation);
  }

  /** Trains as {@link #train(SequenceDataset)} does and tells {@code listener} how it goes. */
  public LstmTaggerModel train(SequenceDataset<Label> examples, TrainingListener listener) {
    return train(TrainingRun.on(examples).withListener(listener));
  }

  /**
   * Trains a model and keeps the epoch of the highest score on {@code dev}, the first of equals.
   * The provenance of {@code dev} goes into the model's, as an instance value.
   *
   * @param dev scored after each epoch; a label in it that {@code examples} lack counts as a
   *     mistake, a step without label does not count, nor for spans does its sequence
   * @throws IllegalArgumentException as {@link #train(SequenceDataset, Map)}, or if {@code dev} has
   *     no labelled step, or with the measure SPAN_F1 a step without label or a label of no span
   * @throws org.tributary.train.TrainingException if the loss stops being a finite number, or the
   *     thread is interrupted
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, SequenceDataset<Label> dev, TrainingListener listener) {
    return train(TrainingRun.on(examples).scoredOn(dev).withListener(listener));
  }

  /**
   * Trains as {@link #train(SequenceDataset, TrainingListener)} does and writes down at {@code
   * checkpoints} where it stands. A run that was stopped is taken up again by the same call of the
   * same invocation of an equal trainer with the same data, and ends with the same bytes; the
   * provenance tells nothing of it. A new process's first call is of the first invocation; within a
   * process {@link #setInvocationCount} goes back to it.
   *
   * @throws org.tributary.train.TrainingException also if the checkpoint is of another run
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, TrainingListener listener, Checkpoints checkpoints) {
    return train(TrainingRun.on(examples).withListener(listener).withCheckpoints(checkpoints));
  }

  /**
   * Trains as {@link #train(SequenceDataset, SequenceDataset, TrainingListener)} does, with
   * checkpoints as {@link #train(SequenceDataset, TrainingListener, Checkpoints)}.
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples,
      SequenceDataset<Label> dev,
      TrainingListener listener,
      Checkpoints checkpoints) {
    return train(
        TrainingRun.on(examples).scoredOn(dev).withListener(listener).withCheckpoints(checkpoints));
  }

  private LstmTaggerModel train(TrainingRun run) {
    return train(run, nextInvocation());
  }

  private static LstmTaggerModel train(TrainingRun run, Invocation invocation) {
    TribuoLocale.warn();
    return run.train(invocation.trainer(), invocation.seed());
  }

  /**
   * What one call of train may take from the trainer's state.
   *
   * @param trainer a copy that stays at this invocation
   */
  private record Invocation(long seed, LstmTaggerTrainer trainer) {}

  private synchronized Invocation nextInvocation() {
    LstmTaggerTrainer still = new LstmTaggerTrainer(this);
    still.setInvocationCount(invocationCount);
    Invocation invocation = new Invocation(generator.split().nextLong(), still);
    invocationCount++;
    return invocation;
  }

  @Override
  public synchronized int getInvocationCount() {
    return invocationCount;
  }

  /**
   * Makes the next call of {@code train} the one after {@code count} others.
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
    return new TrainerProvenanceImpl(this);
  }

  @Override
  public String toString() {
    return new TreeMap<>(getProvenance().getConfiguredParameters())
        .entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(", ", "LstmTaggerTrainer(", ")"));
  }
}

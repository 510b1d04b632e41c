package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.internal.NullChecks;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;
import org.tributary.train.tagger.Teachers;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.internal.model.Distillation;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * The arguments of one {@link LstmTaggerTrainer#train(TrainingRequest)} call. Immutable; each
 * method returns a changed copy.
 *
 * <pre>{@code
 * trainer.train(TrainingRequest.on(train).dev(dev).listener(listener))
 * }</pre>
 */
public final class TrainingRequest {
  final SequenceDataset<Label> examples;
  Optional<SequenceDataset<Label>> dev = Optional.empty();
  Optional<TrainingListener> listener = Optional.empty();
  Optional<Checkpoints> checkpoints = Optional.empty();
  Map<String, Provenance> provenance = Map.of();
  OptionalInt invocation = OptionalInt.empty();
  Optional<LstmTaggerModel> base = Optional.empty();
  Optional<Distillation> distillation = Optional.empty();
  boolean forWordTagger;

  private TrainingRequest(SequenceDataset<Label> examples) {
    this.examples = NullChecks.require("examples", "a value", examples);
  }

  private TrainingRequest with(Consumer<TrainingRequest> change) {
    TrainingRequest copy = new TrainingRequest(examples);
    copy.dev = dev;
    copy.listener = listener;
    copy.checkpoints = checkpoints;
    copy.provenance = provenance;
    copy.invocation = invocation;
    copy.base = base;
    copy.distillation = distillation;
    copy.forWordTagger = forWordTagger;
    change.accept(copy);
    return copy;
  }

  /** Returns a request to train on {@code examples}, with every other argument absent. */
  public static TrainingRequest on(SequenceDataset<Label> examples) {
    return new TrainingRequest(examples);
  }

  /**
   * Sets the development data, which replace the trainer's {@code devSource}. They are scored after
   * each epoch, and the model keeps the parameters of the epoch with the highest score, the
   * earliest if scores are equal, the latest if all are 0. Their provenance is an instance value of
   * the model's provenance.
   *
   * @param data labelled data. A label absent from the training data counts as a mistake. A step
   *     without a label is not scored; if {@link DevMeasure#AUTO} selects span F1, a sequence with
   *     such a step is skipped
   */
  public TrainingRequest dev(SequenceDataset<Label> data) {
    NullChecks.require("dev", "a value", data);
    return with(r -> r.dev = Optional.of(data));
  }

  /** Reports progress to {@code other} instead of the trainer's logger. */
  public TrainingRequest listener(TrainingListener other) {
    NullChecks.require("listener", "a value", other);
    return with(r -> r.listener = Optional.of(other));
  }

  /**
   * Saves checkpoints. To resume an interrupted run, repeat the request with an equal trainer, the
   * same data and the same invocation count. In a new process the first call of a trainer has the
   * count of the interrupted process's first call; within a process, set it by {@link #invocation}.
   * The resumed run ends with the same parameters and predictions. The saved model differs by the
   * times in its provenance, which does not record the interruption.
   */
  public TrainingRequest checkpoints(Checkpoints file) {
    NullChecks.require("checkpoints", "a value", file);
    return with(r -> r.checkpoints = Optional.of(file));
  }

  /**
   * Sets the caller's values of the model's instance provenance.
   *
   * @param values the values by name; the names of {@link RunProvenance} are the tagger's own
   */
  public TrainingRequest provenance(Map<String, Provenance> values) {
    Map<String, Provenance> copy = new LinkedHashMap<>(values);
    return with(r -> r.provenance = copy);
  }

  /**
   * Sets the invocation number, from 0, regardless of earlier calls; by default the next one. The
   * parameters depend on the seed and this number.
   */
  public TrainingRequest invocation(int number) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "invocation: expected a number of at least 0, got %d".formatted(number));
    }
    return with(r -> r.invocation = OptionalInt.of(number));
  }

  /**
   * Starts from the weights of {@code model} instead of random ones: fine-tuning on new data. The
   * new model has the base model's feature and label domains, inputs and network. Features that the
   * base model has not seen are unknown; an input of characters reads the words.
   *
   * <p>The trainer's options of training apply, dropout and auxiliary tasks included. Its options
   * of the network ({@link TaggerSetting#isOfNetwork}: {@code preset}, {@code cell}, {@code
   * hiddenSize}, {@code layers}, {@code connection}, {@code bidirectional}, {@code head}, {@code
   * scheme}, {@code inputs}, {@code wordGroup}, {@code embeddingSize}, {@code
   * embeddingStandardDeviation}) stay at their defaults, or equal those of the base model. A label
   * that the base model lacks is refused.
   *
   * @param model the base model, open or closed; it does not change. Its provenance and the SHA-256
   *     of its parameters become part of the new model's provenance.
   */
  public TrainingRequest from(LstmTaggerModel model) {
    NullChecks.require("base model", "one to start from", model);
    return with(r -> r.base = Optional.of(model));
  }

  /**
   * Refuses, before the training, features and inputs that {@link LstmTaggerModel#toWordTagger}
   * refuses after it.
   */
  public TrainingRequest forWordTagger() {
    return with(r -> r.forWordTagger = true);
  }

  /**
   * Trains on the teachers' label distributions beside the labels: knowledge distillation. They tag
   * the training data before the first epoch, once for this request and those derived from it.
   *
   * @param teachers trained taggers of the same task with the weight of their distributions; they
   *     stay open during training, and the caller closes them. Their names, hashes and weight
   *     become part of the model's provenance. Each step of the training data must have its text as
   *     metadata ({@link org.tributary.tribuo.data.TokenMetadata#TOKEN}).
   */
  public TrainingRequest teachers(Teachers teachers) {
    NullChecks.require("teachers", "some", teachers);
    return distilled(
        new Distillation(examples, Optional.of(teachers), distillation.flatMap(Distillation::raw)));
  }

  /**
   * Trains on sentences without labels too, whose label distributions are those of the {@linkplain
   * #teachers teachers} alone. Their features and the teachers' most probable labels enter the
   * model's domains. Their number and SHA-256 become part of the model's provenance. Training
   * requires {@link #teachers}; they may be set before or after this.
   *
   * @param sentences the tokens of each sentence: at least one token, none empty
   * @param extractor the extractor of the training data's features; training refuses another one
   * @throws IllegalArgumentException if a sentence or a token is empty
   * @throws NullPointerException if an argument, a sentence or a token is null
   */
  public TrainingRequest raw(List<List<String>> sentences, TokenFeatureExtractor extractor) {
    return distilled(
        new Distillation(
            examples,
            distillation.flatMap(Distillation::teachers),
            Optional.of(new Distillation.Raw(sentences, extractor))));
  }

  private TrainingRequest distilled(Distillation other) {
    return with(r -> r.distillation = Optional.of(other));
  }
}

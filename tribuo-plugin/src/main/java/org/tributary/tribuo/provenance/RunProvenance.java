package org.tributary.tribuo.provenance;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tribuo.provenance.ModelProvenance;

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

  /** The keys of a run; a caller's own values have other names. */
  public static final Set<String> KEYS =
      Stream.of(RunProvenance.class.getFields())
          .filter(field -> field.getType() == String.class)
          .map(RunProvenance::key)
          .collect(Collectors.toUnmodifiableSet());

  private RunProvenance() {}

  private static String key(Field field) {
    try {
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // the field is public
    }
  }

  /** Returns the text of a value of a model's run, if it is recorded and primitive. */
  public static Optional<String> text(ModelProvenance model, String key) {
    return model.getInstanceProvenance().getMap().get(key) instanceof PrimitiveProvenance<?> value
        ? Optional.of(String.valueOf(value.getValue()))
        : Optional.empty();
  }

  /** Returns the provenance of the base model that a model's training started from, if any. */
  public static Optional<ModelProvenance> base(ModelProvenance model) {
    return model.getInstanceProvenance().getMap().get(BASE) instanceof ModelProvenance base
        ? Optional.of(base)
        : Optional.empty();
  }
}

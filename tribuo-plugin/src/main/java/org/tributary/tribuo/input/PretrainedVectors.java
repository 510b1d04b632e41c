package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.feature.WordVectors;
import org.tributary.internal.Excerpt;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;

/**
 * Pretrained word vectors. A step's word is the part after the {@code =} or {@code @} in the name
 * of its first feature of the group. It is found by {@link WordVectors#entry}: unchanged, in lower
 * case, then with digits replaced by 0. A word without a vector maps to the unknown word, whose
 * vector is initialized to zeros.
 */
public final class PretrainedVectors implements TaggerInput {
  @Config(mandatory = true, description = "Source of the vectors.")
  private VectorSource source;

  @Config(description = "Feature group of the words: the part of feature names before the = or @.")
  @Setting(group = true)
  private String group = "word";

  @Config(description = "Vectors that the model keeps: TRAINING_WORDS or ALL.")
  private Keep keep = Keep.ALL;

  @Config(description = "Training mode of the vectors: FROZEN or TRAINABLE.")
  private Trainability training = Trainability.FROZEN;

  @Config(
      description =
          "Probability, in [0, 1), of replacing the vector of a word by that of the unknown word in"
              + " training.")
  @Setting(min = 0, below = 1)
  private double dropout = 0;

  @Config(
      description =
          "Output size of a linear layer after the vectors, trained even if they are frozen; 0 for"
              + " none.")
  @Setting(min = 0)
  private int projection = 0;

  @Config(description = "Rounds frozen vectors to 16 bits, for a model file of half the size.")
  private boolean halfPrecision = true;

  /** No-argument constructor for OLCUT. */
  private PretrainedVectors() {}

  /**
   * Creates frozen vectors in the group {@code word}, all of which the model keeps, so that words
   * absent from the training data have vectors too.
   */
  public PretrainedVectors(VectorSource source) {
    this(source, Keep.ALL, Trainability.FROZEN);
  }

  /** Creates vectors of the words in the group {@code word}. */
  public PretrainedVectors(VectorSource source, Keep keep, Trainability training) {
    this.source = source;
    this.keep = keep;
    this.training = training;
    ConfigCheck.asArguments(this::postConfig);
  }

  /** Sets the feature group of the words; by default {@code word}. */
  public PretrainedVectors group(String group) {
    return changed(p -> p.group = group);
  }

  /**
   * Keeps the 32 bits of frozen vectors. By default they are rounded to 16 bits ({@link
   * WordVectors#halfPrecision}), for a model file of half the size; vectors that training changes
   * have 32 bits.
   */
  public PretrainedVectors fullPrecision() {
    return changed(p -> p.halfPrecision = false);
  }

  /**
   * Sets the probability of replacing the vector of a word by that of the unknown word in training,
   * in [0, 1), so that the tagger learns to do without; other inputs keep the word.
   */
  public PretrainedVectors dropout(double dropout) {
    return changed(p -> p.dropout = dropout);
  }

  /**
   * Adds a linear projection of the vectors to {@code size} numbers, trained even if the vectors
   * are frozen; 0, the default, for none.
   */
  public PretrainedVectors projectedTo(int size) {
    return changed(p -> p.projection = size);
  }

  private PretrainedVectors changed(Consumer<PretrainedVectors> change) {
    PretrainedVectors changed = ConfigCheck.copy(this, new PretrainedVectors());
    change.accept(changed);
    ConfigCheck.asArguments(changed::postConfig);
    return changed;
  }

  @Override
  public List<ResolvedInput> resolve(InputResolution resolution) {
    resolution.requireGroup(group);
    WordVectors read = read(resolution.groups());
    WordVectors vectors =
        halfPrecision && training == Trainability.FROZEN ? halfPrecision(read) : read;
    EmbeddingInput plain = EmbeddingInput.of(resolution.unusedName("vector"), vectors.size());
    EmbeddingInput table = projection == 0 ? plain : plain.projectedTo(projection);
    table.tables().forEach(name -> resolution.addTable(name, vectors.table()));
    return List.of(
        new ResolvedInput(
            training == Trainability.FROZEN ? table.frozen() : table,
            Optional.of(group),
            Optional.of(new ResolvedInput.Entries(vectors.words(), dropout))));
  }

  private WordVectors halfPrecision(WordVectors read) {
    try {
      return read.halfPrecision();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: %s: fullPrecision()".formatted(source, e.getMessage()), e);
    }
  }

  private WordVectors read(FeatureGroups groups) {
    Set<String> words = new HashSet<>();
    for (int id : groups.ids(group)) {
      String word = FeatureGroups.symbol(groups.name(id));
      words.addAll(WordVectors.forms(word));
    }
    boolean all = keep == Keep.ALL;
    WordVectors vectors;
    try {
      vectors = source.read(word -> all || words.contains(word));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    if (vectors.words().stream().noneMatch(words::contains)) {
      throw new IllegalArgumentException(
          "%s: expected a vector of some word of the training data, such as '%s', got none; do they belong to another language or tokenization?"
              .formatted(source, Excerpt.of(words.iterator().next())));
    }
    return vectors;
  }

  @Override
  public String toString() {
    return "PretrainedVectors(%s, %s, %s, %s)".formatted(source, group, keep, training);
  }
}

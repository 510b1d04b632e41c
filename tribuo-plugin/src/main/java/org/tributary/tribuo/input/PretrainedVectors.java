package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.feature.WordVectors;
import org.tributary.tribuo.input.internal.FeatureGroups;
import org.tributary.tribuo.input.internal.InputResolution;
import org.tributary.tribuo.input.internal.ResolvedInput;
import org.tributary.tribuo.internal.ConfigCheck;

/**
 * Pretrained word vectors. A step's word is the part after the {@code =} or {@code @} in the name
 * of its first feature of the group. It is looked up unchanged, then lower-cased. A word without a
 * vector maps to the unknown word, whose vector is initialized to zeros.
 */
public final class PretrainedVectors implements TaggerInput {
  @Config(mandatory = true, description = "Source of the vectors.")
  private VectorSource source;

  @Config(description = "Feature group of the words: the part of feature names before the = or @.")
  private String group = "word";

  @Config(description = "Vectors that the model keeps: TRAINING_WORDS or ALL.")
  private Keep keep = Keep.TRAINING_WORDS;

  @Config(description = "Training mode of the vectors: FROZEN or TRAINABLE.")
  private Trainability training = Trainability.FROZEN;

  /** No-argument constructor for OLCUT. */
  private PretrainedVectors() {}

  /** Creates frozen vectors of the training words in the group {@code word}. */
  public PretrainedVectors(VectorSource source) {
    this(source, Keep.TRAINING_WORDS, Trainability.FROZEN);
  }

  /** Creates vectors of the words in the group {@code word}. */
  public PretrainedVectors(VectorSource source, Keep keep, Trainability training) {
    this.source = source;
    this.keep = keep;
    this.training = training;
    postConfig();
  }

  /** Sets the feature group of the words; by default {@code word}. */
  public PretrainedVectors group(String group) {
    PretrainedVectors changed = new PretrainedVectors(source, keep, training);
    changed.group = group;
    changed.postConfig();
    return changed;
  }

  @Override
  public void postConfig() {
    ConfigCheck.UNNAMED.present("source", source);
    ConfigCheck.UNNAMED.group("group", group);
    ConfigCheck.UNNAMED.present("keep", keep);
    ConfigCheck.UNNAMED.present("training", training);
  }

  @Override
  public List<ResolvedInput> resolve(InputResolution resolution) {
    resolution.requireGroup(group);
    WordVectors vectors = read(resolution.groups());
    EmbeddingInput table = EmbeddingInput.of(resolution.unusedName("vector"), vectors.size());
    table.tables().forEach(name -> resolution.addTable(name, vectors.table()));
    return List.of(
        new ResolvedInput.Vectors(
            training == Trainability.FROZEN ? table.frozen() : table, group, vectors.words()));
  }

  private WordVectors read(FeatureGroups groups) {
    Set<String> words = new HashSet<>();
    for (int id : groups.ids(group)) {
      String word = FeatureGroups.value(groups.name(id));
      words.add(word);
      words.add(word.toLowerCase(Locale.ROOT));
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
              .formatted(source, words.iterator().next().replaceAll("\\s+", " ")));
    }
    return vectors;
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerInput");
  }

  @Override
  public String toString() {
    return "PretrainedVectors(%s, %s, %s, %s)".formatted(source, group, keep, training);
  }
}

package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/**
 * Pretrained word vectors. A step's word is the part after the {@code =} in the name of its first
 * feature of the group. It is looked up unchanged, then lower-cased. A word without a vector maps
 * to the unknown word, whose vector is initialised to zeros.
 */
public final class PretrainedVectors implements TaggerInput {
  /** The vectors that a model keeps. */
  public enum Keep {
    /** Vectors of words in the training data. */
    TRAINING_WORDS,
    /** All vectors, so that words absent from the training data have vectors too. */
    ALL
  }

  /** The training mode of the vectors. */
  public enum Training {
    /** Frozen: training does not change the vectors. */
    FROZEN,
    /** Fine-tuned: training updates the vectors of words in the training data. */
    TUNED
  }

  @Config(mandatory = true, description = "Source of the vectors.")
  private VectorSource source;

  @Config(description = "Feature group of the words: the part of feature names before the =.")
  private String group = "word";

  @Config(description = "Vectors that the model keeps: TRAINING_WORDS or ALL.")
  private Keep keep = Keep.TRAINING_WORDS;

  @Config(description = "Training mode of the vectors: FROZEN or TUNED.")
  private Training training = Training.FROZEN;

  /** No-argument constructor for OLCUT. */
  private PretrainedVectors() {}

  /** Creates frozen vectors of the training words in the group {@code word}. */
  public PretrainedVectors(VectorSource source) {
    this(source, Keep.TRAINING_WORDS, Training.FROZEN);
  }

  /** Creates vectors of the words in the group {@code word}. */
  public PretrainedVectors(VectorSource source, Keep keep, Training training) {
    this.source = source;
    this.keep = keep;
    this.training = training;
    postConfig();
  }

  @Override
  public void postConfig() {
    ConfigCheck.requirePresent("source", source);
    ConfigCheck.requireGroup(group);
    ConfigCheck.requirePresent("keep", keep);
    ConfigCheck.requirePresent("training", training);
  }

  VectorSource source() {
    return source;
  }

  String group() {
    return group;
  }

  Keep keep() {
    return keep;
  }

  Training training() {
    return training;
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

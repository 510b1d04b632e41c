package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/**
 * Pretrained vectors of words. A step's word is what stands behind the {@code =} in the name of its
 * feature of a group. It is looked up as it stands, then lower-cased; a word without a vector is
 * read as the unknown one, whose vector starts as zeros.
 */
public final class PretrainedVectors implements TaggerInput {
  /** Which vectors a model keeps. */
  public enum Keep {
    /** Those of the words of the training data. */
    TRAINING_WORDS,
    /** All, so that words never seen in training have theirs when tagging. */
    ALL
  }

  /** Whether training changes the vectors. */
  public enum Training {
    /** It does not. */
    FROZEN,
    /** It does, but for those of words that are not in the training data. */
    TUNED
  }

  @Config(mandatory = true, description = "Where the vectors come from.")
  private VectorSource source;

  @Config(description = "The group whose features are words: what stands before the =.")
  private String group = "word";

  @Config(description = "Which vectors the model keeps: TRAINING_WORDS or ALL.")
  private Keep keep = Keep.TRAINING_WORDS;

  @Config(description = "Whether training changes the vectors: FROZEN or TUNED.")
  private Training training = Training.FROZEN;

  /** For OLCUT. */
  private PretrainedVectors() {}

  /** Frozen vectors of the words of the group {@code word} in the training data. */
  public PretrainedVectors(VectorSource source) {
    this(source, Keep.TRAINING_WORDS, Training.FROZEN);
  }

  /** Vectors of the words of the group {@code word}. */
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

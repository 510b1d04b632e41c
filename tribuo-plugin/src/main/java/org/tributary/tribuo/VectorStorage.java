package org.tributary.tribuo;

/**
 * The choice where a saved model stores the tables of its pretrained vectors. Tribuo's own readers
 * and streams, as of Spark, need them {@link #INSIDE}.
 */
public enum VectorStorage {
  /** In the model file. */
  INSIDE,

  /**
   * In a file of their own in the same folder, {@code vectors-<hash>.safetensors}, which models
   * with the same frozen vectors share and nothing deletes. The model file records the SHA-256 of
   * that file; the words of the vectors stay in the model.
   */
  BESIDE
}

package org.tributary.tribuo;

/** The place of the pretrained vectors of a saved model. */
public enum VectorStorage {
  /** In the model file. */
  INSIDE,

  /**
   * In a file of its own in the same folder, {@code vectors-<hash>.safetensors}, which models with
   * the same vectors share. The model file has its SHA-256; the vectors' words stay in the model.
   */
  BESIDE
}

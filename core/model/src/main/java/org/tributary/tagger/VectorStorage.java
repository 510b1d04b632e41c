package org.tributary.tagger;

/**
 * The place of a saved tagger's tables of pretrained vectors. Taggers that are read from a stream,
 * as by Spark, or by Tribuo's own readers need them {@link #INSIDE}.
 */
public enum VectorStorage {
  /** In the tagger's file. */
  INSIDE,

  /**
   * In a file of their own in the same folder, {@code vectors-<hash>.safetensors}, which taggers
   * with the same frozen vectors share and nothing deletes. The tagger's file records the SHA-256
   * of that file; the words of the vectors stay in the tagger's file.
   */
  BESIDE
}

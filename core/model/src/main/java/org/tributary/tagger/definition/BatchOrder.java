package org.tributary.tagger.definition;

/** The order in which sequences are batched. */
public enum BatchOrder {
  /** The given order, the same in every epoch. */
  AS_GIVEN,
  /** Batches of sequences of similar length, shuffled in every epoch. */
  BY_LENGTH
}

package org.tributary.tagger;

/** How sequences are put into batches. */
public enum BatchOrder {
  /** One after another, as they were given, in every epoch. */
  AS_GIVEN,
  /** Sequences of about one length together, the batches in an order drawn anew every epoch. */
  BY_LENGTH
}

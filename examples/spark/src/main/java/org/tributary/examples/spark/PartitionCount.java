package org.tributary.examples.spark;

import java.io.Serializable;

/**
 * The counts of one partition.
 *
 * @param partition the call and the partition, unique within one {@link SparkTagging}
 * @param sentences the number of tagged sentences
 * @param words the number of their words
 * @param refused the number of rows that were refused
 */
record PartitionCount(String partition, long sentences, long words, long refused)
    implements Serializable {

  /** Returns the counts of two parts of a partition. */
  PartitionCount plus(PartitionCount other) {
    return new PartitionCount(
        partition, sentences + other.sentences, words + other.words, refused + other.refused);
  }

  /** Returns these counts or the others, whichever cover more sentences and refused rows. */
  PartitionCount larger(PartitionCount other) {
    return sentences + refused >= other.sentences + other.refused ? this : other;
  }
}

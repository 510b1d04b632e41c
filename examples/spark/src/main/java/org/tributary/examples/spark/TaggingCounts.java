package org.tributary.examples.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.spark.util.AccumulatorV2;
import org.tributary.examples.io.NumberFormats;

/**
 * An accumulator of sentences, words and refused rows. It keeps the counts of each task's
 * partition: of one that Spark computes again, wholly or in part, the larger counts.
 */
public final class TaggingCounts
    extends AccumulatorV2<TaggingCounts.PartitionCount, Map<String, TaggingCounts.PartitionCount>> {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, PartitionCount> partitions = new HashMap<>();

  TaggingCounts() {}

  /** Returns the number of tagged sentences. */
  public long sentences() {
    return sum(PartitionCount::sentences);
  }

  /** Returns the number of words of the tagged sentences. */
  public long words() {
    return sum(PartitionCount::words);
  }

  /** Returns the number of refused rows. */
  public long refused() {
    return sum(PartitionCount::refused);
  }

  private synchronized long sum(ToLongFunction<PartitionCount> count) {
    return partitions.values().stream().mapToLong(count).sum();
  }

  @Override
  public synchronized boolean isZero() {
    return partitions.isEmpty();
  }

  @Override
  public synchronized TaggingCounts copy() {
    TaggingCounts copy = new TaggingCounts();
    copy.partitions.putAll(partitions);
    return copy;
  }

  @Override
  public synchronized void reset() {
    partitions.clear();
  }

  @Override
  public synchronized void add(PartitionCount count) {
    partitions.merge(count.partition(), count, PartitionCount::plus);
  }

  @Override
  public void merge(AccumulatorV2<PartitionCount, Map<String, PartitionCount>> other) {
    Map<String, PartitionCount> counts = other.value();
    synchronized (this) {
      counts.forEach((name, count) -> partitions.merge(name, count, PartitionCount::larger));
    }
  }

  @Override
  public synchronized Map<String, PartitionCount> value() {
    return Map.copyOf(partitions);
  }

  @Override
  public String toString() {
    return "%s, %s, %s refused"
        .formatted(
            NumberFormats.count(sentences(), "sentence"),
            NumberFormats.count(words(), "word"),
            NumberFormats.count(refused(), "row"));
  }

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
}

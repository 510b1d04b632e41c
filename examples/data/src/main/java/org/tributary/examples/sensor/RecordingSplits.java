package org.tributary.examples.sensor;

import java.util.List;

/**
 * Recordings in three splits: about 70 % for training, 15 % for development and 15 % for the test,
 * in the order in which they come. No recording is in two splits.
 *
 * @param train training recordings
 * @param dev development recordings
 * @param test test recordings
 */
public record RecordingSplits(List<Recording> train, List<Recording> dev, List<Recording> test) {
  private static final int MIN_RECORDINGS = 5;

  /**
   * Splits recordings and scales every channel to mean 0 and standard deviation 1 over the training
   * recordings.
   *
   * @param recordings recordings of equal channels
   * @return the splits
   * @throws IllegalArgumentException if there are fewer than 5 recordings
   */
  public static RecordingSplits of(List<Recording> recordings) {
    int count = recordings.size();
    if (count < MIN_RECORDINGS) {
      throw new IllegalArgumentException(
          "expected at least %d recordings, to hold some out for the test, got %d; cut long recordings into several"
              .formatted(MIN_RECORDINGS, count));
    }
    int held = Math.max(1, Math.round(0.15f * count));
    List<Recording> train = recordings.subList(0, count - 2 * held);
    ChannelScaling scaling = ChannelScaling.of(train);
    return new RecordingSplits(
        scaling.apply(train),
        scaling.apply(recordings.subList(count - 2 * held, count - held)),
        scaling.apply(recordings.subList(count - held, count)));
  }
}

package org.tributary.examples.sensor;

import java.util.List;
import org.tributary.param.FloatTensor;

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

  /**
   * The mean and standard deviation of each channel. A channel that is constant up to the rounding
   * of its numbers is only centred.
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record ChannelScaling(double[] means, double[] deviations) {
    /**
     * Largest deviation, as a share of the mean, of a constant channel: a few units of rounding.
     */
    private static final double ROUNDING = 1e-6;

    /** Returns the scaling of recordings. */
    static ChannelScaling of(List<Recording> recordings) {
      int channels = recordings.get(0).channels();
      double[] means = new double[channels];
      double[] deviations = new double[channels];
      long steps = recordings.stream().mapToLong(Recording::steps).sum();
      for (Recording recording : recordings) {
        float[] values = recording.values().values();
        for (int k = 0; k < values.length; k++) {
          means[k % channels] += (double) values[k] / steps;
        }
      }
      for (Recording recording : recordings) {
        float[] values = recording.values().values();
        for (int k = 0; k < values.length; k++) {
          double deviation = values[k] - means[k % channels];
          deviations[k % channels] += deviation * deviation / steps;
        }
      }
      for (int c = 0; c < channels; c++) {
        double deviation = Math.sqrt(deviations[c]);
        deviations[c] = deviation > ROUNDING * Math.abs(means[c]) ? deviation : 1;
      }
      return new ChannelScaling(means, deviations);
    }

    /** Returns scaled recordings. */
    List<Recording> apply(List<Recording> recordings) {
      return recordings.stream().map(this::scale).toList();
    }

    private Recording scale(Recording recording) {
      float[] values = recording.values().values();
      for (int k = 0; k < values.length; k++) {
        int c = k % means.length;
        values[k] = (float) ((values[k] - means[c]) / deviations[c]);
      }
      return new Recording(
          recording.name(), FloatTensor.of(recording.values().shape(), values), recording.labels());
    }
  }
}

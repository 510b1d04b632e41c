package org.tributary.examples.sensor;

import java.util.List;
import org.tributary.param.FloatTensor;

/**
 * The mean and standard deviation of each channel. A channel that is constant up to the rounding of
 * its numbers is only centred.
 */
final class ChannelScaling {
  /** Largest deviation, as a share of the mean, of a constant channel: a few units of rounding. */
  private static final double ROUNDING = 1e-6;

  private final double[] means;
  private final double[] deviations;

  private ChannelScaling(double[] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
  }

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

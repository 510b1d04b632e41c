package org.tributary.internal.loop;

import java.util.Optional;
import org.tributary.param.ParameterValues;
import org.tributary.train.optimizer.WeightAverage;

/**
 * The running mean of weights for {@link WeightAverage.OfLastEpochs}. Immutable.
 *
 * @param count the number of weights in the mean
 * @param mean empty if count is 0
 */
public record EpochMean(int count, Optional<ParameterValues> mean) {

  /** Returns the mean of no weights. */
  public static EpochMean empty() {
    return new EpochMean(0, Optional.empty());
  }

  /** Returns the mean that includes {@code next}: mean + (next - mean) / (count + 1). */
  public EpochMean with(ParameterValues next) {
    if (mean.isEmpty()) {
      return new EpochMean(1, Optional.of(next));
    }
    ParameterValues.Builder builder = ParameterValues.builder();
    for (String name : next.names()) {
      float[] values = mean.get().values(name);
      float[] added = next.values(name);
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (values[k] + ((double) added[k] - values[k]) / (count + 1));
      }
      builder.add(name, next.shape(name), values);
    }
    return new EpochMean(count + 1, Optional.of(builder.build()));
  }
}

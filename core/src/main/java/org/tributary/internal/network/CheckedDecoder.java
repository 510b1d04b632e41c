package org.tributary.internal.network;

import java.util.List;
import org.tributary.head.DecodedSequence;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelPath;

/**
 * A decoder whose results are checked: a label of the column for each step of the sequence.
 *
 * @param decoder the head's decoder
 * @param column the label column's name
 * @param labels K, the number of labels
 * @param logits S, the number of values of a step that the decoder reads
 */
record CheckedDecoder(HeadDecoder decoder, String column, int labels, int logits)
    implements HeadDecoder {

  @Override
  public int[] best(float[] output) {
    return checked("best", decoder.best(output), output);
  }

  @Override
  public LabelDistributions distributions(float[] output) {
    LabelDistributions distributions = decoder.distributions(output);
    if (distributions == null
        || distributions.steps() != steps(output)
        || distributions.labels() != labels) {
      throw new IllegalArgumentException(
          "%s.distributions: expected the probabilities of %d labels at each of %d steps of column %s, got %s; the output of a sequence is [T, %d], row-major"
              .formatted(
                  decoder.getClass().getName(),
                  labels,
                  steps(output),
                  column,
                  distributions == null
                      ? "null"
                      : "%d labels at %d steps"
                          .formatted(distributions.labels(), distributions.steps()),
                  logits));
    }
    return distributions;
  }

  @Override
  public DecodedSequence decode(float[] output) {
    DecodedSequence decoded;
    try {
      decoded = decoder.decode(output);
    } catch (UnsupportedOperationException e) { // a head without probabilities still has labels
      return DecodedSequence.withoutProbabilities(best(output), labels);
    }
    if (decoded == null) {
      throw new IllegalArgumentException(
          "%s.decode: expected the labels and probabilities of %d steps of column %s, got null; leave decode to its default"
              .formatted(decoder.getClass().getName(), steps(output), column));
    }
    checked("decode", decoded.labels(), output);
    return decoded;
  }

  @Override
  public List<LabelPath> nBest(float[] scores, int n) {
    return decoder.nBest(scores, n);
  }

  private int steps(float[] output) {
    return output.length / logits;
  }

  private int[] checked(String method, int[] best, float[] output) {
    if (best == null || best.length != steps(output)) {
      throw new IllegalArgumentException(
          "%s.%s: expected a label for each of %d steps of column %s, got %s; the output of a sequence is [T, %d], row-major"
              .formatted(
                  decoder.getClass().getName(),
                  method,
                  steps(output),
                  column,
                  best == null ? "null" : best.length + " labels",
                  logits));
    }
    for (int t = 0; t < best.length; t++) {
      if (best[t] < 0 || best[t] >= labels) {
        throw new IllegalArgumentException(
            "%s.%s: expected labels from 0 to %d of column %s, got %d at step %d; return positions in the LabelSet"
                .formatted(decoder.getClass().getName(), method, labels - 1, column, best[t], t));
      }
    }
    return best;
  }
}

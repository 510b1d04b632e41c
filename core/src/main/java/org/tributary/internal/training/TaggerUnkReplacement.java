package org.tributary.internal.training;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.tributary.feature.Frequencies;
import org.tributary.feature.UnkReplacement;
import org.tributary.train.TrainingOptions;

/**
 * UNK replacement in training: rare features, and all features of dropped words, are read as
 * unknown.
 *
 * <p>All inputs share the random draws of a step. A replaced word is therefore unknown to every
 * input in which it is at most as frequent, as an unseen word would be: its lower-cased form and
 * rare suffixes too.
 *
 * @param options the rate of UNK replacement and the word dropout
 * @param frequencies the training frequencies of each input
 */
public record TaggerUnkReplacement(TrainingOptions options, List<Frequencies> frequencies) {
  private static final long SEED_STRIDE = 0x9E3779B97F4A7C15L;

  /** Separates the draws of dropout from those of words and of rare features. */
  private static final long DROPOUT_STREAM = 0x5851F42D4C957F2DL;

  /** Returns the replacement of each input, drawn from {@code seed}. */
  List<UnkReplacement> draw(long seed) {
    IntToDoubleFunction uniforms = position -> uniform(seed, 2L * position + 1);
    IntToDoubleFunction dropouts = position -> uniform(seed ^ DROPOUT_STREAM, position);
    double wordDropout = options.wordDropout();
    IntPredicate droppedWords = position -> uniform(seed, 2L * position) < wordDropout;
    return frequencies.stream()
        .map(f -> f.unkReplacement(options.unknownRate(), uniforms, dropouts, droppedWords))
        .toList();
  }

  private static double uniform(long seed, long index) {
    return new SplittableRandom(seed + (index + 1) * SEED_STRIDE).nextDouble();
  }
}

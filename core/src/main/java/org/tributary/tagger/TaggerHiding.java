package org.tributary.tagger;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.tributary.input.Hiding;
import org.tributary.input.Occurrences;

/**
 * Which features training reads as unknown: rare ones, and those of whole words.
 *
 * @param occurrences for each input, what may be hidden of it
 */
record TaggerHiding(TrainingOptions options, List<Occurrences> occurrences) {
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  /** Chooses by what {@code seed} draws, for each input; a word is hidden from all of them. */
  List<Hiding> drawing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double wordDropout = options.wordDropout();
    IntPredicate hidden =
        position ->
            wordDropout > 0
                && new SplittableRandom(seed + (position + 1) * STRIDE).nextDouble() < wordDropout;
    return occurrences.stream().map(o -> o.hiding(options.unknownRate(), random, hidden)).toList();
  }
}

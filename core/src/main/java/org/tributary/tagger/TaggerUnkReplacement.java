package org.tributary.tagger;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.tributary.input.Frequencies;
import org.tributary.input.UnkReplacement;

/**
 * Which features training reads as unknown: rare ones, and those of whole words.
 *
 * <p>All inputs share one draw a step. So a word that is hidden is hidden from every input that
 * knows it no better, as a new word will be: its lower case and its rare endings with it.
 *
 * @param occurrences for each input, what may be hidden of it
 */
record TaggerUnkReplacement(TrainingOptions options, List<Frequencies> occurrences) {
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  /** Chooses by what {@code seed} draws, for each input. */
  List<UnkReplacement> drawing(long seed) {
    IntToDoubleFunction luck = position -> draw(seed, 2L * position + 1);
    double wordDropout = options.wordDropout();
    IntPredicate words = position -> draw(seed, 2L * position) < wordDropout;
    return occurrences.stream().map(o -> o.hiding(options.unknownRate(), luck, words)).toList();
  }

  private static double draw(long seed, long number) {
    return new SplittableRandom(seed + (number + 1) * STRIDE).nextDouble();
  }
}

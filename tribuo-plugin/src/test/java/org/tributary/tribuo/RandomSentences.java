package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tributary.tagger.TaggedSentence;

/** Random sentences with labels. */
final class RandomSentences {
  /** Words of one to eleven characters, in several cases and scripts; some begin as others. */
  private static final List<String> WORDS =
      List.of(
          "a",
          "I",
          "of",
          "The",
          "the",
          "THE",
          "=",
          "a=b",
          "12",
          "3-4",
          "é",
          "Été",
          "日本",
          "😀",
          "ｆull",
          "lookup",
          "Looking",
          "looked",
          "book",
          "booking",
          "Berlin",
          "MacDonald",
          "x_y",
          "McX",
          "İstanbul",
          "straße",
          "don't",
          "...",
          "1990s",
          "US",
          "us",
          "naïve");

  private RandomSentences() {}

  /** Returns sentences with random words and labels; some have values of the column xpos. */
  static List<TaggedSentence> sentences(int count, long seed, List<String> labels) {
    Random random = new Random(seed);
    List<TaggedSentence> sentences = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      List<String> words = words(random);
      TaggedSentence sentence =
          new TaggedSentence(
              words,
              words.stream()
                  .map(w -> labels.get((w.length() + random.nextInt(2)) % labels.size()))
                  .toList());
      sentences.add(
          k % 5 == 0
              ? sentence
              : sentence.withColumn(
                  "xpos",
                  words.stream().map(w -> "X" + (w.hashCode() + random.nextInt(2)) % 5).toList()));
    }
    return sentences;
  }

  /** Returns sentences with random words and BIO labels of their capitalized words. */
  static List<TaggedSentence> spans(int count, long seed) {
    Random random = new Random(seed);
    List<TaggedSentence> sentences = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      List<String> words = words(random);
      List<String> labels = new ArrayList<>();
      String previous = "O";
      for (String word : words) {
        boolean name = Character.isUpperCase(word.charAt(0));
        boolean inside = name && previous.length() > 1 && random.nextBoolean();
        previous =
            inside
                ? "I" + previous.substring(1)
                : name ? "B-" + (word.length() > 4 ? "LOC" : "PER") : "O";
        labels.add(previous);
      }
      sentences.add(new TaggedSentence(words, labels));
    }
    return sentences;
  }

  private static List<String> words(Random random) {
    return IntStream.range(0, 1 + random.nextInt(8))
        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
        .toList();
  }
}

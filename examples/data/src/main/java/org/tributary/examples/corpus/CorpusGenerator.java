package org.tributary.examples.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.tributary.examples.corpus.Grammar.Lexicon;
import org.tributary.examples.corpus.Grammar.TaggedWord;
import org.tributary.examples.corpus.Grammar.Vocabulary;
import org.tributary.tagger.TaggedSentence;

/**
 * A generator of an English-like corpus, sampled from a hand-written grammar: with universal
 * part-of-speech tags, or with named entities in BIO. Many words are ambiguous and need their
 * context (run, book, that; Lincoln the person, place or company), and a part of the lexicon is
 * held out of the training split, so that dev and test contain unknown words. A seed determines the
 * corpus on any machine. {@code grammar.txt} and {@code entity-grammar.txt} beside this class
 * explain their rules.
 */
public final class CorpusGenerator {

  /**
   * The number of sentences in each split.
   *
   * @param train the size of the training split
   * @param dev the size of the dev split
   * @param test the size of the test split
   */
  public record Sizes(int train, int dev, int test) {

    /** The tour's sizes: 3,000 training, 400 dev and 600 test sentences. */
    public static final Sizes STANDARD = new Sizes(3000, 400, 600);

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public Sizes {
      if (train < 1 || dev < 1 || test < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "sizes: expected at least 1 sentence in every part, got train %d, dev %d, test %d",
                train,
                dev,
                test));
      }
    }
  }

  /** Maximum sentence length; longer sentences are rare, slow and hard to read in a report. */
  private static final int MAX_WORDS = 40;

  private static final Pattern VOWEL_SOUND = Pattern.compile("(?:[aeio8]|un|hour|11$|18$).*");

  private final Grammar grammar;
  private final UnaryOperator<List<TaggedWord>> labels;

  /** Creates a generator of sentences with part-of-speech tags. */
  public CorpusGenerator() {
    this("grammar.txt", "lexicon.txt", UnaryOperator.identity());
  }

  private CorpusGenerator(String grammar, String lexicon, UnaryOperator<List<TaggedWord>> labels) {
    this.grammar = Grammar.parse(resource(grammar), Lexicon.parse(resource(lexicon)));
    this.labels = labels;
  }

  /**
   * Returns a generator of sentences with persons (PER), places (LOC) and organisations (ORG) in
   * BIO. About a third of the names never occur in the training split.
   *
   * @return the generator
   */
  public static CorpusGenerator ofEntities() {
    return new CorpusGenerator("entity-grammar.txt", "entity-lexicon.txt", CorpusGenerator::toBio);
  }

  /**
   * Generates a corpus of distinct sentences.
   *
   * @param sizes the number of sentences in each split
   * @param seed any number; equal seeds generate equal corpora
   * @return the corpus
   */
  public TaggedCorpus generate(Sizes sizes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<TaggedSentence> drawn = new HashSet<>();
    return new TaggedCorpus(
        draw(sizes.train(), Vocabulary.COMMON, random.split(), drawn),
        draw(sizes.dev(), Vocabulary.FULL, random.split(), drawn),
        draw(sizes.test(), Vocabulary.FULL, random.split(), drawn));
  }

  private List<TaggedSentence> draw(
      int count, Vocabulary vocabulary, SplittableRandom random, Set<TaggedSentence> drawn) {
    List<TaggedSentence> sentences = new ArrayList<>(count);
    while (sentences.size() < count) {
      List<TaggedWord> words = labels.apply(grammar.draw(vocabulary, random));
      if (words.size() <= MAX_WORDS) {
        TaggedSentence sentence = spell(words);
        if (drawn.add(sentence)) {
          sentences.add(sentence);
        }
      }
    }
    return sentences;
  }

  /** Writes "an" before a vowel and capitalizes the first word. */
  private static TaggedSentence spell(List<TaggedWord> words) {
    List<TaggedWord> spelt = new ArrayList<>(words);
    for (int i = 0; i + 1 < spelt.size(); i++) {
      if (spelt.get(i).word().equals("a")
          && VOWEL_SOUND.matcher(spelt.get(i + 1).word()).matches()) {
        spelt.set(i, new TaggedWord("an", spelt.get(i).tag()));
      }
    }
    int first = spelt.get(0).tag().equals("PUNCT") ? 1 : 0;
    String word = spelt.get(first).word();
    spelt.set(
        first,
        new TaggedWord(
            word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1),
            spelt.get(first).tag()));
    return new TaggedSentence(
        spelt.stream().map(TaggedWord::word).toList(),
        spelt.stream().map(TaggedWord::tag).toList());
  }

  private static List<String> resource(String name) {
    try (InputStream stream = CorpusGenerator.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the words without a grammar's marks <code>{/TYPE</code> and <code>}/TYPE</code>, each
   * with its BIO label instead of its tag. Entities do not nest.
   */
  static List<TaggedWord> toBio(List<TaggedWord> marked) {
    List<TaggedWord> words = new ArrayList<>();
    String label = "O";
    for (TaggedWord word : marked) {
      switch (word.word()) {
        case "{" -> label = "B-" + word.tag();
        case "}" -> label = "O";
        default -> {
          words.add(new TaggedWord(word.word(), label));
          label = label.replaceFirst("^B-", "I-");
        }
      }
    }
    return words;
  }
}

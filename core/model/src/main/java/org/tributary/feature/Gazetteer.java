package org.tributary.feature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tributary.DataFormatException;
import org.tributary.internal.LineReader;
import org.tributary.internal.NullChecks;

/**
 * A gazetteer: phrases of known types, such as names of places, that are looked up in sentences. A
 * phrase may have several types, so that a lexicon of words with their possible tags is a gazetteer
 * of phrases of one word. Immutable.
 *
 * <p>A file has one phrase per line after its type and a tab; the words of a phrase are separated
 * by blanks. Blank lines are ignored.
 *
 * <pre>
 *   LOC	New York
 *   PER	Ada Lovelace
 * </pre>
 */
public final class Gazetteer {
  /** The comparison of words. */
  public enum Matching {
    /** Words are compared with their case. */
    CASE_SENSITIVE,
    /** Words are compared in lower case. */
    LOWER_CASE;

    private String key(String word) {
      return this == LOWER_CASE ? WordForm.lower(word) : word;
    }
  }

  private static final String BLANK = " ";

  private final Matching matching;
  private final Map<String, List<String>> typesOfPhrases = new HashMap<>();
  private final Map<String, Integer> longestByFirstWord = new HashMap<>();
  private int longest;

  private Gazetteer(Matching matching) {
    this.matching = NullChecks.require("matching", "a value", matching);
  }

  /**
   * Creates a gazetteer.
   *
   * @param phrases phrases by type, their words separated by blanks
   * @throws IllegalArgumentException if a type is empty or contains whitespace, or a phrase has no
   *     word
   */
  public static Gazetteer of(Map<String, ? extends Collection<String>> phrases, Matching matching) {
    Gazetteer gazetteer = new Gazetteer(matching);
    phrases.forEach((type, all) -> all.forEach(phrase -> gazetteer.add(type, phrase)));
    return gazetteer;
  }

  /**
   * Reads a file, plain or gzip, in UTF-8.
   *
   * @throws DataFormatException if a line has no tab, no type or no word, or if there is no phrase;
   *     the message names the line
   * @throws IOException if the file cannot be read
   */
  public static Gazetteer read(Path file, Matching matching) throws IOException {
    try (InputStream input = LineReader.open(file)) {
      return read(input, file.toString(), matching);
    }
  }

  /**
   * Reads a stream, plain or gzip, in UTF-8, which is not closed.
   *
   * @param name the name of the stream in messages
   * @throws DataFormatException as {@link #read(Path, Matching)}
   * @throws IOException if the stream cannot be read
   */
  public static Gazetteer read(InputStream input, String name, Matching matching)
      throws IOException {
    Gazetteer gazetteer = new Gazetteer(matching);
    try (LineReader lines = LineReader.ofOpen(input, name)) {
      while (lines.advance()) {
        String line = lines.text();
        if (line.isBlank()) {
          continue;
        }
        int tab = line.indexOf('\t');
        if (tab < 0) {
          throw lines.error(
              "expected a type, a tab and a phrase, got %s"
                  .formatted(DataFormatException.quote(line)));
        }
        try {
          gazetteer.add(line.substring(0, tab), line.substring(tab + 1));
        } catch (IllegalArgumentException e) {
          throw lines.error(e.getMessage());
        }
      }
    }
    if (gazetteer.size() == 0) {
      throw new DataFormatException(name, "expected phrases, got none; is it the right file?");
    }
    return gazetteer;
  }

  private void add(String type, String phrase) {
    if (type.isEmpty() || type.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "expected a type without whitespace, got %s".formatted(DataFormatException.quote(type)));
    }
    String[] words = phrase.strip().split("\\s+");
    if (words[0].isEmpty()) {
      throw new IllegalArgumentException(
          "expected a phrase of type %s, got a blank text".formatted(type));
    }
    for (int k = 0; k < words.length; k++) {
      words[k] = matching.key(words[k]);
    }
    typesOfPhrases.merge(
        String.join(BLANK, words),
        List.of(type), // a set of each phrase would take several times the memory
        (known, more) -> Stream.concat(known.stream(), more.stream()).distinct().toList());
    longestByFirstWord.merge(words[0], words.length, Math::max);
    longest = Math.max(longest, words.length);
  }

  /** Returns the number of different phrases. */
  public int size() {
    return typesOfPhrases.size();
  }

  /**
   * Returns the BIOES tags of a token: for each type that of its position in the longest phrase
   * that covers the token, of two equally long ones the first.
   *
   * @param tokens the sentence
   * @param index the index of the token, from 0
   * @return {@code B-TYPE} for the first word of a phrase, {@code I-TYPE} for one within, {@code
   *     E-TYPE} for the last and {@code S-TYPE} for the only one, in alphabetical order of types;
   *     empty if no phrase covers the token
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public List<String> tags(List<String> tokens, int index) {
    Objects.checkIndex(index, tokens.size());
    Map<String, Match> best = new TreeMap<>();
    for (int start = Math.max(0, index - longest + 1); start <= index; start++) {
      Integer length = longestByFirstWord.get(matching.key(tokens.get(start)));
      if (length != null && start + length > index) {
        addMatches(tokens, index, start, Math.min(length, tokens.size() - start), best);
      }
    }
    List<String> tags = new ArrayList<>();
    best.forEach((type, match) -> tags.add(match.position(index) + "-" + type));
    return tags;
  }

  /** Adds the phrases that begin at {@code start} and cover the token. */
  private void addMatches(
      List<String> tokens, int index, int start, int length, Map<String, Match> best) {
    StringBuilder phrase = new StringBuilder();
    for (int end = start; end < start + length; end++) {
      phrase.append(end == start ? "" : BLANK).append(matching.key(tokens.get(end)));
      if (end >= index) {
        for (String type : typesOfPhrases.getOrDefault(phrase.toString(), List.of())) {
          best.merge(type, new Match(start, end), Match::longer);
        }
      }
    }
  }

  /** A phrase from its first to its last token. */
  private record Match(int first, int last) {
    static Match longer(Match one, Match other) {
      return other.last - other.first > one.last - one.first ? other : one;
    }

    /** Returns B, I, E or S. */
    char position(int index) {
      if (first == last) {
        return 'S';
      }
      return index == first ? 'B' : index == last ? 'E' : 'I';
    }
  }
}

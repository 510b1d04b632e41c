package org.tributary.feature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tributary.DataFormatException;
import org.tributary.internal.Excerpt;
import org.tributary.internal.LineReader;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Sha256;

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
  private static final char TAB = '\t';

  /** Heap bytes of a phrase beside its characters. */
  private static final int PHRASE_BYTES = 64;

  private final Matching matching;
  private final String[] phrases; // in the form of the comparison, sorted
  private final List<List<String>> types; // of each phrase, sorted
  private final int longest; // in words

  /**
   * @param phrases phrases by type, in the form of the comparison
   */
  private Gazetteer(Matching matching, SortedMap<String, List<String>> phrases) {
    this.matching = matching;
    this.phrases =
        phrases.values().stream().flatMap(List::stream).sorted().distinct().toArray(String[]::new);
    this.types = new ArrayList<>(Collections.nCopies(this.phrases.length, List.of()));
    phrases.forEach(this::addType);
    this.longest = Arrays.stream(this.phrases).mapToInt(Gazetteer::wordCount).max().orElse(0);
  }

  private void addType(String type, List<String> ofType) {
    Map<List<String>, List<String>> extended = new HashMap<>(); // equal lists are shared
    for (String phrase : ofType) {
      int at = Arrays.binarySearch(phrases, phrase);
      List<String> known = types.get(at);
      if (!known.contains(type)) {
        types.set(
            at,
            extended.computeIfAbsent(
                known, before -> Stream.concat(before.stream(), Stream.of(type)).toList()));
      }
    }
  }

  private static int wordCount(String phrase) {
    return 1 + (int) phrase.chars().filter(c -> c == ' ').count();
  }

  /**
   * Creates a gazetteer.
   *
   * @param phrases phrases by type, their words separated by blanks
   * @throws IllegalArgumentException if a type is empty or contains whitespace, or a phrase has no
   *     word
   */
  public static Gazetteer of(Map<String, ? extends Collection<String>> phrases, Matching matching) {
    NullChecks.require("matching", "a value", matching);
    SortedMap<String, List<String>> byType = new TreeMap<>();
    phrases.forEach((type, all) -> all.forEach(phrase -> add(type, phrase, matching, byType)));
    return new Gazetteer(matching, byType);
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
    NullChecks.require("matching", "a value", matching);
    SortedMap<String, List<String>> byType = new TreeMap<>();
    try (LineReader lines = LineReader.ofOpen(input, name)) {
      while (lines.advance()) {
        String line = lines.text();
        if (line.isBlank()) {
          continue;
        }
        int tab = line.indexOf(TAB);
        if (tab < 0) {
          throw lines.error(
              "expected a type, a tab and a phrase, got %s"
                  .formatted(DataFormatException.quote(line)));
        }
        try {
          add(line.substring(0, tab), line.substring(tab + 1), matching, byType);
        } catch (IllegalArgumentException e) {
          throw lines.error(e.getMessage());
        }
      }
    }
    if (byType.isEmpty()) {
      throw new DataFormatException(name, "expected phrases, got none; is it the right file?");
    }
    return new Gazetteer(matching, byType);
  }

  private static void add(
      String type, String phrase, Matching matching, Map<String, List<String>> to) {
    requireType(type);
    to.computeIfAbsent(type, t -> new ArrayList<>()).add(normal(type, phrase, matching));
  }

  private static void requireType(String type) {
    if (type.isEmpty() || type.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "expected a type without whitespace, got %s".formatted(DataFormatException.quote(type)));
    }
  }

  /** Returns a phrase in the form of the comparison, its words separated by single blanks. */
  private static String normal(String type, String phrase, Matching matching) {
    String[] words = phrase.strip().split("\\s+");
    if (words[0].isEmpty()) {
      throw new IllegalArgumentException(
          "expected a phrase of type %s, got a blank text".formatted(type));
    }
    for (int k = 0; k < words.length; k++) {
      words[k] = matching.key(words[k]);
    }
    return String.join(BLANK, words);
  }

  /**
   * Returns the content as texts: of each type, in alphabetical order, the type and its phrases in
   * alphabetical order, separated by tabs.
   */
  List<String> texts() {
    SortedMap<String, StringBuilder> texts = new TreeMap<>();
    for (int at = 0; at < phrases.length; at++) {
      for (String type : types.get(at)) {
        texts.computeIfAbsent(type, t -> new StringBuilder(t)).append(TAB).append(phrases[at]);
      }
    }
    return texts.values().stream().map(StringBuilder::toString).toList();
  }

  /**
   * Returns the gazetteer of {@link #texts}.
   *
   * @param heap takes the bytes of each phrase before it is kept, and refuses too many
   * @throws IllegalArgumentException if the texts are not those of a gazetteer
   */
  static Gazetteer ofTexts(List<String> texts, Matching matching, LongConsumer heap) {
    SortedMap<String, List<String>> byType = new TreeMap<>();
    for (String text : texts) {
      int end = text.indexOf(TAB);
      String type = text.substring(0, Math.max(end, 0));
      requireType(type);
      requireAscending("types", byType.isEmpty() ? "" : byType.lastKey(), type);
      List<String> ofType = new ArrayList<>();
      String last = "";
      while (end >= 0) {
        int begin = end + 1;
        end = text.indexOf(TAB, begin);
        String phrase = text.substring(begin, end < 0 ? text.length() : end);
        heap.accept(PHRASE_BYTES + 2L * phrase.length());
        if (!normal(type, phrase, matching).equals(phrase)) {
          throw new IllegalArgumentException(
              "gazetteer: expected words separated by single blanks, compared by %s, got '%s'; was the file damaged, or written by another program?"
                  .formatted(matching, Excerpt.of(phrase)));
        }
        requireAscending("phrases of type " + type, last, phrase);
        ofType.add(phrase);
        last = phrase;
      }
      byType.put(type, ofType);
    }
    return new Gazetteer(matching, byType);
  }

  private static void requireAscending(String what, String last, String next) {
    if (last.compareTo(next) >= 0) {
      throw new IllegalArgumentException(
          "gazetteer: expected %s in alphabetical order, each once, got '%s' after '%s'; was the file damaged, or written by another program?"
              .formatted(what, Excerpt.of(next), Excerpt.of(last)));
    }
  }

  /** Returns the comparison of words. */
  Matching matching() {
    return matching;
  }

  /** Returns the number of different phrases. */
  public int size() {
    return phrases.length;
  }

  /** Returns whether every word of some phrase is among {@code words}. */
  boolean hasPhraseOf(Set<String> words) {
    Set<String> keys = new HashSet<>();
    words.forEach(word -> keys.add(matching.key(word)));
    return Arrays.stream(phrases)
        .anyMatch(
            phrase -> keys.contains(phrase) || keys.containsAll(List.of(phrase.split(BLANK))));
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
    SortedMap<String, Match> best = new TreeMap<>();
    for (int start = Math.max(0, index - longest + 1); start <= index; start++) {
      forEachMatch(
          tokens,
          start,
          (match, ofPhrase) -> {
            if (match.last >= index) {
              match.addTo(best, ofPhrase);
            }
          });
    }
    return tags(best, index);
  }

  /** Returns the {@link #tags(List, int)} of each token. */
  List<List<String>> tags(List<String> tokens) {
    List<SortedMap<String, Match>> best = new ArrayList<>(tokens.size());
    tokens.forEach(token -> best.add(new TreeMap<>()));
    for (int start = 0; start < tokens.size(); start++) {
      forEachMatch(
          tokens,
          start,
          (match, ofPhrase) ->
              best.subList(match.first, match.last + 1)
                  .forEach(ofToken -> match.addTo(ofToken, ofPhrase)));
    }
    return IntStream.range(0, best.size()).mapToObj(k -> tags(best.get(k), k)).toList();
  }

  private static List<String> tags(SortedMap<String, Match> best, int index) {
    List<String> tags = new ArrayList<>(best.size());
    best.forEach((type, match) -> tags.add(match.position(index) + "-" + type));
    return tags;
  }

  /** Finds the phrases that begin at {@code start}, shortest first, each with its types. */
  private void forEachMatch(
      List<String> tokens, int start, BiConsumer<Match, List<String>> consumer) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (int end = start; end < tokens.size(); end++) {
      text.append(end == start ? "" : BLANK).append(matching.key(tokens.get(end)));
      String phrase = text.toString();
      int found = Arrays.binarySearch(phrases, at, phrases.length, phrase);
      at = found >= 0 ? found : -found - 1;
      if (found >= 0) {
        consumer.accept(new Match(start, end), types.get(found));
      }
      if (at == phrases.length || !phrases[at].startsWith(phrase)) {
        return; // no phrase begins so
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Gazetteer that
        && matching == that.matching
        && Arrays.equals(phrases, that.phrases)
        && types.equals(that.types);
  }

  @Override
  public int hashCode() {
    return Objects.hash(matching, Arrays.hashCode(phrases), types);
  }

  /** Returns a text with the SHA-256 of the content. */
  @Override
  public String toString() {
    MessageDigest digest = Sha256.digest();
    texts().forEach(text -> digest.update((text + "\n").getBytes(StandardCharsets.UTF_8)));
    return "Gazetteer(%d phrases, %s, SHA-256 %s)".formatted(size(), matching, Sha256.hex(digest));
  }

  /** A phrase from its first to its last token. */
  private record Match(int first, int last) {
    void addTo(Map<String, Match> best, List<String> types) {
      types.forEach(type -> best.merge(type, this, Match::longer));
    }

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

package org.tributary.examples.bench.measurement;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.tributary.examples.job.JobException;

/**
 * A synonym set of WordNet; see {@code wndb(5WN)}.
 *
 * @param lexicographerFile the number of its lexicographer file; see {@code lexnames(5WN)}
 * @param words its words, with spaces for underscores and without the syntactic marker of
 *     adjectives
 * @param pointers the fields of its pointers to other sets
 */
record WordNetSynset(int lexicographerFile, List<String> words, List<String> pointers) {
  /**
   * Calls {@code consumer} with each synonym set of one of WordNet's files {@code data.noun},
   * {@code data.verb}, {@code data.adj} and {@code data.adv}.
   *
   * @throws JobException if a line has another form
   */
  static void readAll(Path file, Consumer<WordNetSynset> consumer) throws IOException {
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      if (!line.startsWith(" ")) { // the license
        try {
          consumer.accept(parse(Arrays.asList(line.split(" "))));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
          throw new JobException(
              "%s: expected a data file of WordNet, such as data.noun, got the line '%.60s'"
                  .formatted(file, line));
        }
      }
    }
  }

  /** Parses offset, lexicographer file, type, count of words, words, pointers and gloss. */
  private static WordNetSynset parse(List<String> fields) {
    int count = Integer.parseInt(fields.get(3), 16);
    List<String> words = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      words.add(fields.get(4 + 2 * k).replaceFirst("\\(.*\\)$", "").replace('_', ' '));
    }
    int gloss = fields.indexOf("|");
    return new WordNetSynset(
        Integer.parseInt(fields.get(1)),
        words,
        fields.subList(4 + 2 * count, gloss < 0 ? fields.size() : gloss));
  }

  /** Returns whether a word begins with a capital letter. */
  static boolean isCapitalized(String word) {
    return !word.isEmpty() && Character.isUpperCase(word.codePointAt(0));
  }
}

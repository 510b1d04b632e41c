package org.tributary.examples.bench.measurement;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tributary.examples.job.JobException;

/**
 * A reader of WordNet's words with their possible word classes, and with their inflected forms: the
 * irregular ones of WordNet's lists of exceptions, otherwise the regular ones of {@link
 * EnglishInflection}. Classes are {@code noun}, {@code nouns} (plural), {@code proper} (capitalized
 * nouns), {@code verb}, {@code verb_s}, {@code verb_ed} (past tense and participle), {@code
 * verb_ing}, {@code adj}, {@code adj_er}, {@code adj_est}, {@code adj_upper} (capitalized) and
 * {@code adv}. Words of several parts have no inflected forms, except the plurals in WordNet's
 * list.
 */
final class WordNetLexicon {
  private static final Pattern SPACE = Pattern.compile(" ");

  private final Path folder;
  private final BiConsumer<String, String> consumer;

  /**
   * Creates a reader.
   *
   * @param folder WordNet's folder, with {@code data.noun}, {@code noun.exc} and so on
   * @param consumer the receiver of a class and a word; pairs may be repeated
   */
  WordNetLexicon(Path folder, BiConsumer<String, String> consumer) {
    this.folder = folder;
    this.consumer = consumer;
  }

  /**
   * Reads all words.
   *
   * @throws JobException if a file has another form
   */
  void read() throws IOException {
    Map<String, List<String>> plurals = exceptions("noun.exc");
    Map<String, List<String>> verbs = exceptions("verb.exc");
    Map<String, List<String>> degrees = exceptions("adj.exc");
    eachWord("data.noun", word -> addNoun(word, plurals));
    eachWord("data.verb", word -> addVerb(word, verbs));
    eachWord("data.adj", word -> addAdjective(word, degrees));
    eachWord("data.adv", word -> consumer.accept("adv", word));
  }

  private void eachWord(String file, Consumer<String> word) throws IOException {
    WordNetSynset.readAll(
        folder.resolve(file),
        synset ->
            synset.words().stream()
                .filter(each -> each.chars().anyMatch(WordNetLexicon::isLatinLetter))
                .forEach(word));
  }

  private static boolean isLatinLetter(int character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  }

  /** Reads a list of exceptions: an inflected form and its base forms, separated by spaces. */
  private Map<String, List<String>> exceptions(String name) throws IOException {
    Path file = folder.resolve(name);
    Map<String, List<String>> byBase = new HashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      List<String> fields = SPACE.splitAsStream(line).filter(field -> !field.isEmpty()).toList();
      if (fields.size() < 2) {
        throw new JobException(
            "%s: expected an inflected form and its base forms, got the line '%.60s'"
                .formatted(file, line));
      }
      for (String base : fields.subList(1, fields.size())) {
        byBase.computeIfAbsent(base, each -> new ArrayList<>()).add(fields.get(0));
      }
    }
    return byBase;
  }

  private void addNoun(String word, Map<String, List<String>> plurals) {
    if (WordNetSynset.isCapitalized(word)) {
      consumer.accept("proper", word);
      return;
    }
    consumer.accept("noun", word);
    if (plurals.containsKey(word)) {
      plurals.get(word).forEach(plural -> consumer.accept("nouns", plural.replace('_', ' ')));
    } else if (isOneWord(word)) {
      consumer.accept("nouns", EnglishInflection.plural(word));
    }
  }

  private void addVerb(String word, Map<String, List<String>> exceptions) {
    consumer.accept("verb", word);
    if (!isOneWord(word) || WordNetSynset.isCapitalized(word)) {
      return;
    }
    List<String> irregular = exceptions.getOrDefault(word, List.of());
    addAll(
        "verb_s",
        irregular.stream().filter(form -> form.endsWith("s")).toList(),
        EnglishInflection.thirdPerson(word));
    addAll(
        "verb_ed",
        irregular.stream().filter(form -> !form.endsWith("ing") && !form.endsWith("s")).toList(),
        EnglishInflection.ed(word));
    addAll(
        "verb_ing",
        irregular.stream().filter(form -> form.endsWith("ing")).toList(),
        EnglishInflection.ing(word));
  }

  private void addAdjective(String word, Map<String, List<String>> exceptions) {
    boolean capitalized = WordNetSynset.isCapitalized(word);
    consumer.accept(capitalized ? "adj_upper" : "adj", word);
    if (!isOneWord(word) || capitalized || word.contains("-")) {
      return;
    }
    List<String> irregular = exceptions.getOrDefault(word, List.of());
    if (!irregular.isEmpty() || EnglishInflection.isComparable(word)) {
      addAll(
          "adj_er",
          irregular.stream().filter(form -> form.endsWith("r")).toList(),
          EnglishInflection.compared(word, "er"));
      addAll(
          "adj_est",
          irregular.stream().filter(form -> form.endsWith("t")).toList(),
          EnglishInflection.compared(word, "est"));
    }
  }

  private void addAll(String type, List<String> irregular, String regular) {
    (irregular.isEmpty() ? List.of(regular) : irregular)
        .forEach(form -> consumer.accept(type, form));
  }

  private static boolean isOneWord(String word) {
    return word.indexOf(' ') < 0;
  }
}

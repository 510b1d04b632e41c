package org.tributary.tribuo.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tribuo.ImmutableFeatureMap;
import org.tributary.input.FeatureInput;
import org.tributary.param.FloatTensor;
import org.tributary.tagger.TaggerDefinition;

/**
 * What a trainer was configured to read.
 *
 * @param inputs in order; none for {@link WordForms} and {@link CharacterFeatures}
 * @param embeddingSize the size of the vectors of the features that no input reads
 */
public record InputConfiguration(List<TaggerInput> inputs, int embeddingSize) {

  /** Copies the list. */
  public InputConfiguration {
    inputs = List.copyOf(inputs);
  }

  /**
   * The choice in terms of a feature domain.
   *
   * @param plan what to read
   * @param tables the first values of tables of pretrained vectors, by parameter name
   */
  public record Resolved(ResolvedInputs plan, Map<String, FloatTensor> tables) {}

  /**
   * Resolves the choice.
   *
   * @throws IllegalArgumentException if the domain has no feature of a configured group, or hides
   *     its features' names, or if none of its words has a pretrained vector
   * @throws UncheckedIOException if pretrained vectors cannot be read
   */
  public Resolved resolve(ImmutableFeatureMap domain) {
    FeatureGroups groups = new FeatureGroups(domain);
    List<TaggerInput> all = inputs.isEmpty() ? byDefault(groups) : inputs;
    Set<String> taken = namedAsGroups(all, groups);
    List<ResolvedInput> planned = new ArrayList<>();
    Map<String, FloatTensor> tables = new LinkedHashMap<>();
    for (TaggerInput input : all) {
      if (input instanceof WordForms forms) {
        forms.tables(groups).forEach(table -> planned.add(embedded(table)));
      } else {
        planned.add(plan(input, groups, taken, tables));
      }
    }
    if (restHasFeatures(planned, groups)) {
      String name = planned.isEmpty() ? TaggerDefinition.WORD : free("other", taken);
      planned.add(
          new ResolvedInput.Embedded(FeatureInput.of(name, embeddingSize), Optional.empty()));
    }
    return new Resolved(new ResolvedInputs(planned), tables);
  }

  /** What the domain has names for; a domain of hashed names has none. */
  private List<TaggerInput> byDefault(FeatureGroups groups) {
    CharacterFeatures characters = new CharacterFeatures();
    WordForms forms = new WordForms(embeddingSize);
    return groups.isHashed() || groups.ids(characters.group()).isEmpty()
        ? List.of(forms)
        : List.of(forms, characters);
  }

  private static ResolvedInput embedded(EmbeddedFeatures table) {
    return new ResolvedInput.Embedded(
        FeatureInput.of(table.group(), table.size()), Optional.of(table.group()));
  }

  /** The names of the inputs that are called as the groups that they read. */
  private static Set<String> namedAsGroups(List<TaggerInput> inputs, FeatureGroups groups) {
    Set<String> names = new HashSet<>();
    for (TaggerInput input : inputs) {
      if (input instanceof WordForms forms) {
        forms.tables(groups).forEach(table -> names.add(table.group()));
      } else if (input instanceof EmbeddedFeatures embedded) {
        names.add(embedded.group());
      } else if (input instanceof NumberFeatures numbers) {
        names.add(numbers.group());
      }
    }
    return names;
  }

  /** A name that no other input has: {@code name}, or with the first number behind it that does. */
  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int number = 2; !taken.add(free); number++) {
      free = name + number;
    }
    return free;
  }

  private static ResolvedInput plan(
      TaggerInput input, FeatureGroups groups, Set<String> taken, Map<String, FloatTensor> tables) {
    if (input instanceof EmbeddedFeatures embedded) {
      require(embedded.group(), groups);
      return embedded(embedded);
    }
    if (input instanceof CharacterFeatures characters) {
      require(characters.group(), groups);
      return new ResolvedInput.Characters(
          characters.input(free("char", taken)), characters.group());
    }
    if (input instanceof NumberFeatures numbers) {
      require(numbers.group(), groups);
      return new ResolvedInput.Numbers(
          numbers.input(groups.ids(numbers.group()).size()), numbers.group());
    }
    PretrainedVectors pretrained = (PretrainedVectors) input;
    require(pretrained.group(), groups);
    WordVectors vectors = read(pretrained, groups);
    FeatureInput table = FeatureInput.of(free("vector", taken), vectors.size());
    table.tables().forEach(name -> tables.put(name, withUnknown(vectors)));
    return new ResolvedInput.Vectors(
        pretrained.training() == PretrainedVectors.Training.FROZEN ? table.frozen() : table,
        pretrained.group(),
        vectors.words());
  }

  private static WordVectors read(PretrainedVectors pretrained, FeatureGroups groups) {
    Set<String> words = new HashSet<>();
    for (int id : groups.ids(pretrained.group())) {
      String word = FeatureGroups.value(groups.name(id));
      words.add(word);
      words.add(word.toLowerCase(Locale.ROOT));
    }
    boolean all = pretrained.keep() == PretrainedVectors.Keep.ALL;
    WordVectors vectors;
    try {
      vectors = pretrained.source().read(word -> all || words.contains(word));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    if (vectors.words().stream().noneMatch(words::contains)) {
      throw new IllegalArgumentException(
          "%s: expected a vector of some word of the training data, such as '%s', got none; are they of another language, or of words written in another way?"
              .formatted(pretrained.source(), words.iterator().next().replaceAll("\\s+", " ")));
    }
    return vectors;
  }

  /** The table, with zeros for the unknown word. */
  private static FloatTensor withUnknown(WordVectors vectors) {
    int rows = vectors.words().size() + 1;
    float[] values = new float[Math.multiplyExact(rows, vectors.size())];
    float[] given = vectors.values();
    System.arraycopy(given, 0, values, 0, given.length);
    return FloatTensor.of(Shape.of(rows, vectors.size()), values);
  }

  private static void require(String group, FeatureGroups groups) {
    if (groups.isHashed()) {
      throw new IllegalArgumentException(
          "inputs: expected features with names to read the group '%s' of, got a domain of hashed names; train without hashing, or configure no inputs"
              .formatted(group));
    }
    if (groups.ids(group).isEmpty()) {
      throw new IllegalArgumentException(
          "inputs: expected features whose names begin with '%s=' in the training data, got none; their groups are %s"
              .formatted(group, groups.names()));
    }
  }

  private static boolean restHasFeatures(List<ResolvedInput> planned, FeatureGroups groups) {
    return planned.isEmpty()
        || ExampleReader.taken(planned, groups).size() < groups.domain().size();
  }
}

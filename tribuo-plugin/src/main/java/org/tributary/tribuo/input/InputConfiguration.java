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
 * The configured inputs of a trainer.
 *
 * @param inputs the inputs in order; empty for {@link WordForms} and {@link CharacterFeatures}
 * @param embeddingSize the embedding size of words and of the features that no input reads
 */
public record InputConfiguration(List<TaggerInput> inputs, int embeddingSize) {

  /** Copies the list. */
  public InputConfiguration {
    inputs = List.copyOf(inputs);
  }

  /**
   * Inputs resolved against a feature domain.
   *
   * @param inputs the resolved inputs
   * @param tables the initial values of pretrained embedding tables, by parameter name
   */
  public record Resolved(ResolvedInputs inputs, Map<String, FloatTensor> tables) {}

  /**
   * Resolves the inputs against a feature domain.
   *
   * @throws IllegalArgumentException if the domain has no feature of a configured group, holds
   *     hashed names, or has no word with a pretrained vector
   * @throws UncheckedIOException if pretrained vectors cannot be read
   */
  public Resolved resolve(ImmutableFeatureMap domain) {
    FeatureGroups groups = new FeatureGroups(domain);
    List<TaggerInput> all = inputs.isEmpty() ? defaults(groups) : inputs;
    Set<String> taken = namedAsGroups(all, groups);
    List<ResolvedInput> resolved = new ArrayList<>();
    Map<String, FloatTensor> tables = new LinkedHashMap<>();
    for (TaggerInput input : all) {
      if (input instanceof WordForms forms) {
        forms.tables(groups).forEach(table -> resolved.add(embedded(table)));
      } else {
        resolved.add(resolve(input, groups, taken, tables));
      }
    }
    if (hasUnreadFeatures(resolved, groups)) {
      String name = resolved.isEmpty() ? TaggerDefinition.WORD : unusedName("other", taken);
      resolved.add(
          new ResolvedInput.Embedded(FeatureInput.of(name, embeddingSize), Optional.empty()));
    }
    return new Resolved(new ResolvedInputs(resolved), tables);
  }

  /** Returns the default inputs; characters need a group of words, so no hashed names. */
  private List<TaggerInput> defaults(FeatureGroups groups) {
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

  /** Returns the groups whose names serve as input names. */
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

  /** Returns an unused input name: {@code name}, with a number from 2 appended if necessary. */
  private static String unusedName(String name, Set<String> taken) {
    String unused = name;
    for (int number = 2; !taken.add(unused); number++) {
      unused = name + number;
    }
    return unused;
  }

  private static ResolvedInput resolve(
      TaggerInput input, FeatureGroups groups, Set<String> taken, Map<String, FloatTensor> tables) {
    if (input instanceof EmbeddedFeatures embedded) {
      requireGroup(embedded.group(), groups);
      return embedded(embedded);
    }
    if (input instanceof CharacterFeatures characters) {
      requireGroup(characters.group(), groups);
      return new ResolvedInput.Characters(
          characters.input(unusedName("char", taken)), characters.group());
    }
    if (input instanceof NumberFeatures numbers) {
      requireGroup(numbers.group(), groups);
      return new ResolvedInput.Numbers(
          numbers.input(groups.ids(numbers.group()).size()), numbers.group());
    }
    PretrainedVectors pretrained = (PretrainedVectors) input;
    requireGroup(pretrained.group(), groups);
    WordVectors vectors = read(pretrained, groups);
    FeatureInput table = FeatureInput.of(unusedName("vector", taken), vectors.size());
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
          "%s: expected a vector of some word of the training data, such as '%s', got none; do they belong to another language or tokenization?"
              .formatted(pretrained.source(), words.iterator().next().replaceAll("\\s+", " ")));
    }
    return vectors;
  }

  /** Returns the embedding table, with a last row of zeros for the unknown word. */
  private static FloatTensor withUnknown(WordVectors vectors) {
    int rows = vectors.words().size() + 1;
    float[] values = new float[Math.multiplyExact(rows, vectors.size())];
    float[] known = vectors.values();
    System.arraycopy(known, 0, values, 0, known.length);
    return FloatTensor.of(Shape.of(rows, vectors.size()), values);
  }

  private static void requireGroup(String group, FeatureGroups groups) {
    if (groups.isHashed()) {
      throw new IllegalArgumentException(
          "inputs: expected features with names to read the group '%s' from, got a domain of hashed names; train without hashing, or configure no inputs"
              .formatted(group));
    }
    if (groups.ids(group).isEmpty()) {
      throw new IllegalArgumentException(
          "inputs: expected features whose names begin with '%s=' in the training data, got none; their groups are %s"
              .formatted(group, groups.names()));
    }
  }

  private static boolean hasUnreadFeatures(List<ResolvedInput> resolved, FeatureGroups groups) {
    return resolved.isEmpty()
        || ExampleReader.taken(resolved, groups).size() < groups.domain().size();
  }
}

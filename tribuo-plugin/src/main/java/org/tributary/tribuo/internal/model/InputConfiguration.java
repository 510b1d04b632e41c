package org.tributary.tribuo.internal.model;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tribuo.ImmutableFeatureMap;
import org.tributary.feature.EmbeddingInput;
import org.tributary.param.FloatTensor;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.input.internal.FeatureGroups;
import org.tributary.tribuo.input.internal.InputResolution;
import org.tributary.tribuo.input.internal.ResolvedInput;
import org.tributary.tribuo.input.internal.ResolvedInputs;

/**
 * The configured inputs of a trainer.
 *
 * @param inputs the inputs in order; empty for {@link WordForms} and {@link CharacterFeatures}
 * @param embeddingSize the embedding size of words and of the features that no input reads
 * @param wordGroup the feature group of the words that the default inputs read
 * @param readsCharacters whether the default inputs read the characters of words
 */
public record InputConfiguration(
    List<TaggerInput> inputs, int embeddingSize, String wordGroup, boolean readsCharacters) {
  /** The default name of the word group. */
  public static final String DEFAULT_WORD_GROUP = "word";

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
  public Resolved resolve(ImmutableFeatureMap domain, TrainingLog log) {
    FeatureGroups groups = new FeatureGroups(domain);
    List<TaggerInput> all = inputs.isEmpty() ? defaults(groups, log) : inputs;
    Set<String> names = new HashSet<>();
    all.forEach(input -> names.addAll(input.groupNames(groups)));
    InputResolution resolution = new InputResolution(groups, names);
    List<ResolvedInput> resolved = new ArrayList<>();
    all.forEach(input -> resolved.addAll(input.resolve(resolution)));
    if (resolved.isEmpty() || !new ResolvedInputs(resolved).readAll(groups)) {
      String name = resolved.isEmpty() ? TaggerDefinition.WORD : resolution.unusedName("other");
      resolved.add(
          new ResolvedInput.Embedded(EmbeddingInput.of(name, embeddingSize), Optional.empty()));
    }
    return new Resolved(new ResolvedInputs(resolved), resolution.tables());
  }

  /**
   * Returns the default inputs. Characters need a group of words, so no hashed names; a group that
   * the user named must exist.
   */
  private List<TaggerInput> defaults(FeatureGroups groups, TrainingLog log) {
    WordForms forms = new WordForms(embeddingSize).group(wordGroup);
    if (!readsCharacters) {
      return List.of(forms);
    }
    boolean named = !wordGroup.equals(DEFAULT_WORD_GROUP);
    if (named || !(groups.isHashed() || groups.ids(wordGroup).isEmpty())) {
      return List.of(forms, new CharacterFeatures().group(wordGroup));
    }
    log.info(
        "Inputs: no characters, since the training data %s; features are read as they are"
            .formatted(
                groups.isHashed()
                    ? "have hashed feature names"
                    : "have no feature named '%s=…' or '%s@…'; if words are in one of the groups %s, name it as wordGroup"
                        .formatted(wordGroup, wordGroup, groups.names())));
    return List.of(forms);
  }
}

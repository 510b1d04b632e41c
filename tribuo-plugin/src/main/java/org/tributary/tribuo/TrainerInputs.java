package org.tributary.tribuo;

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
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;
import org.tributary.tribuo.internal.model.ResolvedInputs;

/**
 * A trainer's inputs, resolved against a feature domain.
 *
 * @param resolved the inputs
 * @param tables the initial values of pretrained embedding tables, by parameter name
 */
record TrainerInputs(ResolvedInputs resolved, Map<String, FloatTensor> tables) {
  /** The default name of the word group. */
  static final String DEFAULT_WORD_GROUP = "word";

  /**
   * Resolves the inputs of a trainer.
   *
   * @throws IllegalArgumentException if the domain has no feature of a configured group, holds
   *     hashed names, or has no word with a pretrained vector
   * @throws UncheckedIOException if pretrained vectors cannot be read
   */
  static TrainerInputs of(LstmTaggerTrainer trainer, ImmutableFeatureMap domain) {
    FeatureGroups groups = new FeatureGroups(domain);
    List<TaggerInput> all = trainer.inputs.isEmpty() ? defaults(trainer, groups) : trainer.inputs;
    Set<String> names = new HashSet<>();
    all.forEach(input -> names.addAll(input.groupNames(groups)));
    InputResolution resolution = new InputResolution(groups, names);
    List<ResolvedInput> resolved = new ArrayList<>();
    all.forEach(input -> resolved.addAll(input.resolve(resolution)));
    if (resolved.isEmpty() || !new ResolvedInputs(resolved).readAll(groups)) {
      String name = resolved.isEmpty() ? TaggerDefinition.WORD : resolution.unusedName("other");
      EmbeddingInput rest = EmbeddingInput.of(name, trainer.embeddingSize);
      resolved.add(new ResolvedInput(rest, Optional.empty(), Optional.empty()));
    }
    double deviation = trainer.embeddingStandardDeviation;
    if (deviation > 0) {
      resolved.replaceAll(each -> each.with(i -> i.withFeatureStandardDeviation(deviation)));
    }
    return new TrainerInputs(new ResolvedInputs(resolved), resolution.tables());
  }

  /**
   * Returns the default inputs. Characters need a group of words, so no hashed names; a group that
   * the user named must exist.
   */
  private static List<TaggerInput> defaults(LstmTaggerTrainer trainer, FeatureGroups groups) {
    String group = trainer.wordGroup;
    WordForms forms = new WordForms(trainer.embeddingSize).group(group);
    if (!trainer.preset.readsCharacters()) {
      return List.of(forms);
    }
    boolean named = !group.equals(DEFAULT_WORD_GROUP);
    if (named || !(groups.isHashed() || groups.ids(group).isEmpty())) {
      return List.of(forms, new CharacterFeatures().group(group));
    }
    trainer
        .log()
        .info(
            "Inputs: no characters, since the training data %s; features are read as they are"
                .formatted(
                    groups.isHashed()
                        ? "have hashed feature names"
                        : "have no feature named '%s=…' or '%s@…'; if words are in one of the groups %s, name it as wordGroup"
                            .formatted(group, group, groups.names())));
    return List.of(forms);
  }
}

package org.tributary.tribuo.internal.model;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.tribuo.ImmutableFeatureMap;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.internal.Settings;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * A model's inputs, resolved against the feature domain of the training data and stored with the
 * model. Immutable.
 *
 * @param all the inputs in order
 */
public record ResolvedInputs(List<ResolvedInput> all) {
  /** Copies the list. */
  public ResolvedInputs {
    all = List.copyOf(all);
  }

  /**
   * Reads the settings of {@link #addTo}.
   *
   * @param definition the definition, read from the same settings
   * @throws IllegalArgumentException if a group is missing or invalid, or an input is of a kind
   *     that reads no features
   */
  public static ResolvedInputs read(TaggerDefinition definition, Settings settings) {
    return new ResolvedInputs(
        definition.inputs().all().stream()
            .map(input -> ResolvedInput.read(input, settings))
            .toList());
  }

  /** Adds the settings that the inputs have beside those of their definition. */
  public void addTo(Map<String, String> settings) {
    all.forEach(input -> input.addTo(settings));
  }

  /** Returns these inputs as a trained model has them. */
  public ResolvedInputs trained() {
    return new ResolvedInputs(all.stream().map(input -> input.with(Input::trained)).toList());
  }

  /** Returns whether these inputs read every feature of the domain of {@code groups}. */
  public boolean readAll(FeatureGroups groups) {
    return grouped(groups).cardinality() == groups.size();
  }

  /** Returns the ids of the features in the groups of these inputs. */
  BitSet grouped(FeatureGroups groups) {
    BitSet grouped = new BitSet(groups.size());
    all.forEach(input -> input.group().ifPresent(g -> groups.ids(g).forEach(grouped::set)));
    return grouped;
  }

  /** Returns the network's inputs. */
  public Inputs inputs() {
    return new Inputs(all.stream().<Input<?>>map(ResolvedInput::input).toList());
  }

  /**
   * Returns a reader of examples with the features of {@code domain}.
   *
   * @throws IllegalArgumentException if the domain does not match these inputs
   */
  public ExampleReader reader(ImmutableFeatureMap domain) {
    return new ExampleReader(this, new FeatureGroups(domain));
  }

  /** Returns the names of the parameters that are tables of pretrained vectors. */
  public List<String> vectorTables() {
    return all.stream()
        .filter(each -> each.entries().isPresent() && each.input() instanceof EmbeddingInput)
        .flatMap(input -> input.input().tables().stream())
        .toList();
  }
}

package org.tributary.tribuo.input;

import java.util.List;
import java.util.Optional;
import org.tribuo.ImmutableFeatureMap;
import org.tributary.input.FeatureInput;
import org.tributary.input.Input;
import org.tributary.input.Inputs;
import org.tributary.tagger.TaggerDefinition;

/**
 * What a model reads of Tribuo's features: configured inputs after they were resolved against the
 * training data's feature domain. It is stored with the model. Immutable.
 */
public final class ResolvedInputs {
  private final List<ResolvedInput> planned;

  ResolvedInputs(List<ResolvedInput> planned) {
    this.planned = List.copyOf(planned);
  }

  /** One table of all features. */
  public static ResolvedInputs oneTable(int embeddingSize) {
    return new ResolvedInputs(
        List.of(
            new ResolvedInput.Embedded(
                FeatureInput.of(TaggerDefinition.WORD, embeddingSize), Optional.empty())));
  }

  List<ResolvedInput> planned() {
    return planned;
  }

  /** The network's inputs. */
  public Inputs inputs() {
    return new Inputs(planned.stream().<Input>map(ResolvedInput::input).toList());
  }

  /**
   * What reads examples of {@code domain} in this way.
   *
   * @throws IllegalArgumentException if the domain has not what is to be read
   */
  public ExampleReader reader(ImmutableFeatureMap domain) {
    return new ExampleReader(planned, new FeatureGroups(domain));
  }
}

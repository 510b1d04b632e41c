package org.tributary.tribuo;

import java.util.List;
import java.util.Objects;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.TaggerDefinition;
import org.tributary.tribuo.input.ResolvedInputs;

/**
 * What training leaves, without its domains and without native memory. Immutable.
 *
 * @param plan what the tagger reads of Tribuo's features
 * @param definition with the plan's inputs
 * @param parameters finite values of the definition's parameters
 * @param history what each epoch did
 */
record TaggerWeights(
    ResolvedInputs plan,
    TaggerDefinition definition,
    ParameterValues parameters,
    List<EpochSummary> history) {

  /** Checks that every value is a number. */
  TaggerWeights {
    Objects.requireNonNull(definition, "definition");
    history = List.copyOf(history);
    for (String name : parameters.names()) {
      for (float value : parameters.values(name)) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "parameter %s: expected finite values, got %s; did training diverge?"
                  .formatted(name, value));
        }
      }
    }
  }
}

package org.tributary.tribuo.internal.model;

import java.util.List;
import org.tributary.internal.NullChecks;
import org.tributary.internal.tagger.TablePrecision;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorType;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * The result of training, except for the feature and label domains. Immutable; holds no native
 * memory.
 *
 * @param inputs the resolved inputs
 * @param definition the definition of the network on these inputs
 * @param parameters the definition's parameters, all finite
 * @param history the training history, one summary per epoch
 */
public record TaggerWeights(
    ResolvedInputs inputs,
    TaggerDefinition definition,
    ParameterValues parameters,
    List<EpochSummary> history) {

  /** Checks that every value is finite. */
  public TaggerWeights {
    NullChecks.require("definition", "a value", definition);
    history = List.copyOf(history);
    parameters.requireFinite();
  }

  /** Returns F16 if it holds every number of the tables that training changes, else F32. */
  public TensorType tablePrecision() {
    return TablePrecision.of(definition, parameters);
  }

  /** Creates the native tagger of sequences that {@code encoder} encodes; the caller closes it. */
  public SequenceTagger tagger(ExampleEncoder encoder) {
    return new SequenceTagger(
        definition, encoder.sizes(), parameters, encoder.reader().cachesSteps());
  }
}

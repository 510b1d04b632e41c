package org.tributary.internal.fitting;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Session;
import org.tributary.graph.Variables;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The weights of a training: variables that it changes, and frozen parameters. The latter may be
 * hundreds of megabytes of word vectors, which the run has anyway, so neither its snapshots nor its
 * checkpoints hold them.
 */
final class TrainedWeights {
  private final Variables variables;
  private final ParameterValues frozen;
  private final List<ParameterSpec> trained;

  /**
   * @param initial the initial values of all parameters
   * @param definition the network, whose inputs name the frozen parameters
   */
  TrainedWeights(Variables variables, ParameterValues initial, TaggerDefinition definition) {
    Set<String> names =
        definition.inputs().all().stream()
            .flatMap(input -> input.frozenParameters().stream())
            .collect(Collectors.toSet());
    this.variables = variables;
    this.frozen =
        initial.only(
            variables.specs().stream().filter(spec -> names.contains(spec.name())).toList());
    this.trained = variables.specs().stream().filter(spec -> !names.contains(spec.name())).toList();
  }

  /** Returns the values in {@code session} of the parameters that training changes. */
  ParameterValues values(Session session) {
    return variables.values(session, trained.stream().map(ParameterSpec::name).toList());
  }

  /** Returns the values of all parameters: {@code changed}, and the frozen ones. */
  ParameterValues withFrozen(ParameterValues changed) {
    Map<String, FloatTensor> all = new LinkedHashMap<>();
    for (ParameterSpec spec : variables.specs()) {
      boolean isFrozen = frozen.names().contains(spec.name());
      all.put(spec.name(), (isFrozen ? frozen : changed).tensor(spec.name()));
    }
    return ParameterValues.of(all);
  }

  /**
   * Assigns the values of the parameters that training changes.
   *
   * @throws IllegalArgumentException if they are not exactly those
   */
  void assign(Session session, ParameterValues values) {
    values.requireMatch(trained);
    variables.assignSome(session, values);
  }
}

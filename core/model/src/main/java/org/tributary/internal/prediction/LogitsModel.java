package org.tributary.internal.prediction;

import java.util.List;
import java.util.ServiceLoader;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/** A trained network that computes the logits of sequences. Thread-safe. */
public interface LogitsModel extends AutoCloseable {

  /** Runs parts of a network that have no form in plain Java; the core library has one. */
  interface Provider {

    /** Opens a model of a definition in a graph. */
    LogitsModel open(TaggerDefinition definition, TaggerSizes sizes, ParameterValues values);
  }

  /**
   * Opens a model in plain Java or, if a part of the definition has no {@code inference}, in a
   * graph of the core library.
   *
   * @param cachesSteps whether the model keeps the products of words with the first layer's weights
   * @throws IllegalStateException if a part has none, and the core library is absent
   */
  static LogitsModel of(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues values, boolean cachesSteps) {
    return ArrayModel.of(definition, sizes, values, cachesSteps)
        .<LogitsModel>map(model -> model)
        .orElseGet(
            () ->
                ServiceLoader.load(Provider.class, LogitsModel.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "tagger: expected parts with inference in plain Java, got a definition with others (%s); add the artifact tributary-core, which runs them in a graph"
                                    .formatted(definition)))
                    .open(definition, sizes, values));
  }

  /**
   * Computes the logits of sequences.
   *
   * @param sequences at most {@link #maxRows}
   * @param columns the number of label columns, from the first
   * @return the logits of each column for each sequence, [T, S] each
   * @throws IllegalArgumentException if a sequence does not match the inputs
   */
  List<List<float[]>> logits(List<FeatureSequence> sequences, int columns);

  /** Returns the number of sequences of a batch from which on larger batches are no faster. */
  int maxRows();

  /**
   * Checks {@code sequence} against the inputs. A model with a cache checks steps when it first
   * reads them.
   *
   * @throws IllegalArgumentException if the sequence does not match the inputs
   */
  void require(FeatureSequence sequence);

  /** Returns the number of cached steps. */
  long cachedSteps();

  /** Removes all cached steps. */
  void clearCache();

  /** Frees the memory. Idempotent. */
  @Override
  void close();
}

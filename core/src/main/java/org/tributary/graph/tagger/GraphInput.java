package org.tributary.graph.tagger;

import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;

/**
 * An input with its part of a graph, so that it can be trained. An input of your own implements
 * this interface.
 *
 * @param <C> the type of the input's columns
 */
public interface GraphInput<C extends InputColumn> extends Input<C> {

  /** Adds the input's placeholders to the graph. */
  FedInput<C> build(InputContext context, int vocabularySize);
}

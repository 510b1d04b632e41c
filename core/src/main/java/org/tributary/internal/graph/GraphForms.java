package org.tributary.internal.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A registry of the graph implementations of definitions, such as cells or output heads: a user's
 * class implements an interface, the library's classes are registered here.
 *
 * @param <D> the kind of definition
 * @param <F> the interface of its implementation in a graph
 */
public final class GraphForms<D, F> {
  private final String interfaceName;
  private final Function<D, Optional<F>> userImplementation;
  private final Map<Class<?>, Function<D, F>> library = new LinkedHashMap<>();

  /**
   * Creates a registry without classes of the library.
   *
   * @param interfaceName the interface that a user's definition implements, for messages
   * @param userImplementation returns a definition that implements it; empty for any other
   */
  public GraphForms(String interfaceName, Function<D, Optional<F>> userImplementation) {
    this.interfaceName = interfaceName;
    this.userImplementation = userImplementation;
  }

  /** Registers the implementation of a class of the library. */
  public <C extends D> GraphForms<D, F> with(Class<C> definition, Function<? super C, F> form) {
    library.put(definition, d -> form.apply(definition.cast(d)));
    return this;
  }

  /**
   * Returns the implementation of a definition.
   *
   * @param what the definition's kind or name, for messages
   * @throws IllegalArgumentException if it neither implements the interface nor is registered
   */
  public F of(String what, D definition) {
    return userImplementation
        .apply(definition)
        .orElseGet(
            () -> {
              Function<D, F> form = library.get(definition.getClass());
              if (form == null) {
                throw new IllegalArgumentException(
                    "%s: expected a part with operations of a graph, got %s with inference alone; implement %s to train it"
                        .formatted(what, definition.getClass().getName(), interfaceName));
              }
              return form.apply(definition);
            });
  }
}

package org.tributary.internal.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The graph forms of one kind of definition, such as cells or output heads. A definition of the
 * user's own brings its form, by implementing an interface; one of the library has a form here, by
 * its class.
 *
 * @param <D> the kind of definition
 * @param <F> its form in a graph
 */
public final class GraphForms<D, F> {
  private final String interfaces;
  private final Function<D, Optional<F>> own;
  private final Map<Class<?>, Function<D, F>> library = new LinkedHashMap<>();

  /**
   * Creates the forms of definitions of the user's own.
   *
   * @param interfaces the interface that such a definition implements, for messages
   * @param own returns the form of a definition that implements it; empty for any other
   */
  public GraphForms(String interfaces, Function<D, Optional<F>> own) {
    this.interfaces = interfaces;
    this.own = own;
  }

  /** Adds the form of a class of the library. */
  public <C extends D> GraphForms<D, F> with(Class<C> definition, Function<? super C, F> form) {
    library.put(definition, d -> form.apply(definition.cast(d)));
    return this;
  }

  /**
   * Returns the form of a definition.
   *
   * @param what the definition's kind or name, for messages
   * @throws IllegalArgumentException if it neither brings a form nor is of the library
   */
  public F of(String what, D definition) {
    return own.apply(definition)
        .orElseGet(
            () -> {
              Function<D, F> form = library.get(definition.getClass());
              if (form == null) {
                throw new IllegalArgumentException(
                    "%s: expected a part with operations of a graph, got %s with inference alone; implement %s to train it"
                        .formatted(what, definition.getClass().getName(), interfaces));
              }
              return form.apply(definition);
            });
  }
}

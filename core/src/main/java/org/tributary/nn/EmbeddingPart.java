package org.tributary.nn;

import java.util.Map;
import org.tributary.graph.EmbeddingLayer;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Embedding;

/** An embedding table of a {@link Network}. */
public final class EmbeddingPart {
  private final Build build;
  private final Embedding definition;
  private final String name;

  EmbeddingPart(Build build, Embedding definition, String name) {
    this.build = build;
    this.definition = definition;
    this.name = name;
  }

  /** Looks up the row of each index, [..] to [.., E]. */
  public Floats forward(Ints indices) {
    NullChecks.require("indices", "rows of the table", indices);
    indices.require(
        new Build.Range(
            "embedding " + name,
            "ids",
            0,
            definition.vocabularySize() - 1,
            false,
            false,
            "does the vocabulary have more entries than the table has rows? An unknown word, such"
                + " as -1 of indexOf, needs an index of its own"));
    return new Floats(
        build,
        new EmbeddingLayer(definition).lookup(build.tf(), build.variables, name, indices),
        indices.axes());
  }

  /** Returns the whole table, [V, E]: {@code x.linear(weight())} are the logits of tied weights. */
  public Floats weight() {
    return new Floats(build, build.variables.read(name), Map.of());
  }
}

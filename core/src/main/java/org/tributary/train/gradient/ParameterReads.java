package org.tributary.train.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.types.family.TNumber;

/** The operands by which a loss reads one parameter. */
final class ParameterReads {
  /** A lookup of rows of a table. */
  record Lookup(Output<?> rows, Output<? extends TNumber> indices) {}

  private final List<Output<?>> whole = new ArrayList<>();
  private final List<Lookup> lookups = new ArrayList<>();

  /** Returns the operands with the whole value. */
  List<Output<?>> whole() {
    return whole;
  }

  /** Returns the lookups of rows. */
  List<Lookup> lookups() {
    return lookups;
  }

  /** Returns all operands. */
  List<Output<?>> all() {
    List<Output<?>> all = new ArrayList<>(whole);
    lookups.forEach(lookup -> all.add(lookup.rows()));
    return all;
  }
}

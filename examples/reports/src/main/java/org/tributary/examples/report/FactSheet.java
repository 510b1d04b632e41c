package org.tributary.examples.report;

import java.util.List;

/**
 * A titled list of facts for a report's provenance.
 *
 * @param title the heading
 * @param facts the facts in display order
 */
public record FactSheet(String title, List<Fact> facts) {

  /**
   * A name and its value.
   *
   * @param name the fact's name
   * @param value the fact's value as text
   */
  public record Fact(String name, String value) {}

  /** Makes an immutable copy. */
  public FactSheet {
    facts = List.copyOf(facts);
  }
}

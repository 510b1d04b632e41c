package org.tributary.examples.report;

import java.util.List;

/**
 * A titled list of facts, for the report's provenance.
 *
 * @param title what the facts are about
 * @param facts names and values, in the order to show
 */
public record FactSheet(String title, List<Fact> facts) {

  /**
   * One fact.
   *
   * @param name what it is
   * @param value how it is
   */
  public record Fact(String name, String value) {}

  /** Takes an immutable copy. */
  public FactSheet {
    facts = List.copyOf(facts);
  }
}

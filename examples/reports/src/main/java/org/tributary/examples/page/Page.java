package org.tributary.examples.page;

import java.util.List;

/**
 * A page.
 *
 * @param title the heading
 * @param subtitle a line below it
 * @param cards the most important figures
 * @param notes sentences below them
 * @param sections the rest
 */
public record Page(
    String title, String subtitle, List<Card> cards, List<String> notes, List<Section> sections) {

  /** Makes immutable copies. */
  public Page {
    cards = List.copyOf(cards);
    notes = List.copyOf(notes);
    sections = List.copyOf(sections);
  }

  /**
   * A figure.
   *
   * @param name the name
   * @param value the figure as text
   * @param note a line below it, empty for none
   */
  public record Card(String name, String value, String note) {}

  /**
   * A section.
   *
   * @param id the identifier for links, unique in the page
   * @param title the heading
   * @param intro a paragraph, empty for none
   * @param blocks the contents
   */
  public record Section(String id, String title, String intro, List<Block> blocks) {

    /** Makes an immutable copy. */
    public Section {
      blocks = List.copyOf(blocks);
    }
  }
}

package org.tributary.examples.page;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A page: a heading, the most important figures, sentences below them, and sections. */
public final class Page {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm xxx", Locale.UK);

  /**
   * A figure.
   *
   * @param name the name
   * @param value the figure as text
   * @param note a line below it, empty for none
   */
  record Card(String name, String value, String note) {}

  // the templates read these, too
  final String title;
  final List<String> notes;
  final List<Card> cards = new ArrayList<>();
  private final OffsetDateTime created;
  private final List<Section> sections = new ArrayList<>();

  /**
   * Creates a page without figures and sections.
   *
   * @param title the heading
   * @param created the time below it
   * @param notes the sentences below the figures
   */
  public Page(String title, OffsetDateTime created, List<String> notes) {
    this.title = title;
    this.created = created;
    this.notes = List.copyOf(notes);
  }

  /** Adds a figure; the note below it may be empty. */
  public void card(String name, String value, String note) {
    cards.add(new Card(name, value, note));
  }

  /**
   * Adds a section, which is shown if something is added to it.
   *
   * @param id the identifier for links, unique in the page
   * @param heading the heading
   * @param intro a paragraph, empty for none
   */
  public Section section(String id, String heading, String intro) {
    Section section = new Section(id, heading, intro);
    sections.add(section);
    return section;
  }

  String subtitle() {
    return created.format(DATE);
  }

  List<Section> sections() {
    return sections.stream().filter(section -> !section.blocks.isEmpty()).toList();
  }
}

package org.tributary.examples.page;

import java.util.ArrayList;
import java.util.List;

/** A section of a page: tables and charts, each with a heading and a paragraph of its own. */
public final class Section {
  /**
   * A table or a chart.
   *
   * @param heading the heading, empty for none
   * @param note a paragraph, empty for none
   * @param summary the line that unfolds the block; empty if it is always shown
   * @param table the table, or null
   * @param chart the chart, or null
   */
  record Block(String heading, String note, String summary, Table<?> table, Chart chart) {
    boolean isFolded() {
      return !summary.isEmpty();
    }
  }

  /** A chart. */
  record Chart(String kind, String path, String label) {}

  // the templates read these, too
  final String id;
  final String title;
  final String intro;
  final List<Block> blocks = new ArrayList<>();
  private String heading = "";
  private String note = "";

  Section(String id, String title, String intro) {
    this.id = id;
    this.title = title;
    this.intro = intro;
  }

  /** Sets the heading of what is added next, and a paragraph below it; either may be empty. */
  public Section heading(String text, String paragraph) {
    heading = text;
    note = paragraph;
    return this;
  }

  /** Adds a table; one without rows is left out, and its heading with it. */
  public Section table(Table<?> table) {
    return folded("", table);
  }

  /** Adds a table behind a line that unfolds it; one without rows is left out. */
  public Section folded(String summary, Table<?> table) {
    return table.isEmpty() ? heading("", "") : add(summary, table, null);
  }

  /**
   * Adds a chart of the page's JSON data, drawn by page.js; shown in HTML only.
   *
   * @param kind one of the kinds of page.js
   * @param path the path of its data in the JSON, names separated by dots
   * @param label a description for screen readers
   */
  public Section chart(String kind, String path, String label) {
    return add("", null, new Chart(kind, path, label));
  }

  private Section add(String summary, Table<?> table, Chart chart) {
    blocks.add(new Block(heading, note, summary, table, chart));
    return heading("", "");
  }
}

package org.tributary.examples.page;

/**
 * A part of a section: a table or a chart with a heading and a paragraph before it.
 *
 * @param heading the heading, empty for none
 * @param note the paragraph, empty for none
 * @param summary the line that unfolds the block; empty if it is always shown
 * @param table the table, or null
 * @param chart the chart, or null
 */
public record Block(String heading, String note, String summary, Table table, Chart chart) {

  /**
   * Returns a table without a heading.
   *
   * @param table the table
   * @return the block
   */
  public static Block of(Table table) {
    return new Block("", "", "", table, null);
  }

  /**
   * Returns a chart without a heading.
   *
   * @param chart the chart
   * @return the block
   */
  public static Block of(Chart chart) {
    return new Block("", "", "", null, chart);
  }

  /**
   * Returns this block with a heading and a paragraph.
   *
   * @param text the heading
   * @param paragraph the paragraph, empty for none
   * @return a new block
   */
  public Block titled(String text, String paragraph) {
    return new Block(text, paragraph, summary, table, chart);
  }

  /**
   * Returns this block folded behind a line.
   *
   * @param line the line
   * @return a new block
   */
  public Block folded(String line) {
    return new Block(heading, note, line, table, chart);
  }

  boolean isFolded() {
    return !summary.isEmpty();
  }

  /**
   * A chart of the page's JSON data, drawn by page.js; shown in HTML only.
   *
   * @param kind one of the kinds of page.js
   * @param path the path of its data in the JSON, names separated by dots
   * @param label a description for screen readers
   */
  public record Chart(String kind, String path, String label) {}
}

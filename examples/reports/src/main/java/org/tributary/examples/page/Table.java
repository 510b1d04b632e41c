package org.tributary.examples.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table. Its first cell in each row is the row's heading.
 *
 * @param kind the style: figures, examples, facts or matrix
 * @param columns the columns; without names, no header row is shown
 * @param rows the rows, each with a cell for each column
 */
public record Table(Kind kind, List<Column> columns, List<Row> rows) {

  /** The style of a table. */
  public enum Kind {
    /** Numbers, on the right. */
    FIGURES,
    /** Text with marks. */
    EXAMPLES,
    /** Names and values. */
    FACTS,
    /** Counts of pairs of labels, with shades. */
    MATRIX
  }

  /**
   * A column.
   *
   * @param name the heading, empty for none
   * @param number whether it holds numbers
   */
  public record Column(String name, boolean number) {
    String align() {
      return number ? "number" : "text";
    }

    String markdownAlign() {
      return number ? "---:" : "---";
    }
  }

  /**
   * A row.
   *
   * @param cells the cells
   * @param emphasized whether it stands out
   */
  public record Row(List<Cell> cells, boolean emphasized) {
    /** Makes an immutable copy. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Checks the rows.
   *
   * @throws IllegalArgumentException if a row has another number of cells than there are columns
   */
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException(
            "table: expected %d cells in each row, got %d"
                .formatted(columns.size(), row.cells().size()));
      }
    }
  }

  boolean hasHeader() {
    return columns.stream().anyMatch(column -> !column.name().isEmpty());
  }

  String css() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  boolean isMatrix() {
    return kind == Kind.MATRIX;
  }

  /** Returns the rows with the style of each cell's column. */
  List<StyledRow> styledRows() {
    List<StyledRow> styled = new ArrayList<>(rows.size());
    for (Row row : rows) {
      List<StyledCell> cells = new ArrayList<>(columns.size());
      for (int k = 0; k < columns.size(); k++) {
        cells.add(new StyledCell(row.cells().get(k), columns.get(k), k == 0));
      }
      styled.add(new StyledRow(cells, row.emphasized()));
    }
    return styled;
  }

  record StyledRow(List<StyledCell> cells, boolean emphasized) {}

  record StyledCell(Cell cell, Column column, boolean first) {
    String css() {
      return (column.align() + " " + cell.css()).strip();
    }
  }

  /**
   * Returns a builder without rows.
   *
   * @param kind the style
   * @return a builder
   */
  public static Builder of(Kind kind) {
    return new Builder(kind);
  }

  /** A builder of a table. */
  public static final class Builder {
    private final Kind kind;
    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    private Builder(Kind kind) {
      this.kind = kind;
    }

    /**
     * Adds a column of text.
     *
     * @param name the heading
     * @return this builder
     */
    public Builder text(String name) {
      columns.add(new Column(name, false));
      return this;
    }

    /**
     * Adds a column of numbers.
     *
     * @param name the heading
     * @return this builder
     */
    public Builder number(String name) {
      columns.add(new Column(name, true));
      return this;
    }

    /**
     * Adds a row.
     *
     * @param cells the cells
     * @return this builder
     */
    public Builder row(Cell... cells) {
      rows.add(new Row(List.of(cells), false));
      return this;
    }

    /**
     * Adds a row.
     *
     * @param cells the cells
     * @param emphasized whether it stands out
     * @return this builder
     */
    public Builder row(List<Cell> cells, boolean emphasized) {
      rows.add(new Row(cells, emphasized));
      return this;
    }

    /**
     * Returns the table.
     *
     * @return the table
     */
    public Table build() {
      return new Table(kind, columns, rows);
    }
  }
}

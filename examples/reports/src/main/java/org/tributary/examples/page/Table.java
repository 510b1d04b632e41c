package org.tributary.examples.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.tributary.examples.io.NumberFormats;

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
  public record Row(List<StyledCell> cells, boolean emphasized) {}

  /** A cell with the style of its column. */
  record StyledCell(Cell cell, Column column, boolean first) {
    String css() {
      return (column.align() + " " + cell.css()).strip();
    }
  }

  boolean hasHeader() {
    return columns.stream().anyMatch(column -> !column.name().isEmpty());
  }

  String css() {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  boolean isMatrix() {
    return kind == Kind.MATRIX;
  }

  /**
   * Returns a builder of a table with a row for each item.
   *
   * @param <T> the items
   */
  public static <T> Builder<T> of(Kind kind, Collection<T> items) {
    return new Builder<>(kind, List.copyOf(items));
  }

  /** Returns a table of names and values, without a header. */
  public static <T> Table facts(
      Collection<T> items, Function<T, String> name, Function<T, String> value) {
    return of(Kind.FACTS, items).text("", name).text("", value).build();
  }

  /**
   * A builder of a table from the contents of its columns.
   *
   * @param <T> the items, one for each row
   */
  public static final class Builder<T> {
    private final Kind kind;
    private final List<T> items;
    private final List<Column> columns = new ArrayList<>();
    private final List<Function<T, Cell>> cells = new ArrayList<>();
    private Predicate<T> emphasized = item -> false;

    private Builder(Kind kind, List<T> items) {
      this.kind = kind;
      this.items = items;
    }

    private Builder<T> column(String name, boolean number, Function<T, Cell> cell) {
      columns.add(new Column(name, number));
      cells.add(cell);
      return this;
    }

    /** Adds a column of cells with text. */
    public Builder<T> cells(String name, Function<T, Cell> cell) {
      return column(name, false, cell);
    }

    /** Adds a column of text. */
    public Builder<T> text(String name, Function<T, String> text) {
      return column(name, false, text.andThen(Cell::of));
    }

    /** Adds a column of cells with numbers. */
    public Builder<T> numbers(String name, Function<T, Cell> cell) {
      return column(name, true, cell);
    }

    /** Adds a column of numbers. */
    public Builder<T> number(String name, Function<T, String> number) {
      return column(name, true, number.andThen(Cell::of));
    }

    /** Adds a column of counts. */
    public Builder<T> count(String name, ToLongFunction<T> count) {
      return number(name, item -> NumberFormats.count(count.applyAsLong(item)));
    }

    /** Adds a column of shares in [0, 1] as percentages. */
    public Builder<T> percent(String name, ToDoubleFunction<T> share) {
      return number(name, item -> NumberFormats.percent(share.applyAsDouble(item)));
    }

    /** Adds a column of shares in [0, 1] as percentages with bars. */
    public Builder<T> bar(String name, ToDoubleFunction<T> share) {
      return numbers(
          name,
          item -> {
            double value = share.applyAsDouble(item);
            return Cell.of(NumberFormats.percent(value)).bar(value);
          });
    }

    /** Lets the rows of some items stand out. */
    public Builder<T> emphasizing(Predicate<T> items) {
      emphasized = items;
      return this;
    }

    /** Returns the table. */
    public Table build() {
      List<Row> rows = new ArrayList<>();
      for (T item : items) {
        List<StyledCell> row = new ArrayList<>();
        for (int k = 0; k < columns.size(); k++) {
          row.add(new StyledCell(cells.get(k).apply(item), columns.get(k), k == 0));
        }
        rows.add(new Row(row, emphasized.test(item)));
      }
      return new Table(kind, columns, rows);
    }
  }
}

package org.tributary.examples.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.tributary.examples.io.NumberFormats;

/**
 * A table with a row for each of some items. Its columns are added in their order; the first cell
 * of a row is the row's heading.
 *
 * @param <T> the items
 */
public final class Table<T> {
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
   * @param name the heading, empty for none; without any, no header row is shown
   * @param number whether it holds numbers
   */
  private record Column<T>(String name, boolean number, Function<T, Cell> cells) {
    String align() {
      return number ? "number" : "text";
    }

    @SuppressWarnings("UnusedMethod") // page.md.mustache reads it
    String markdownAlign() {
      return number ? "---:" : "---";
    }
  }

  /** A row, which may stand out. */
  private record Row(List<StyledCell> cells, boolean emphasized) {}

  /** A cell with the style of its column. */
  private record StyledCell(Cell cell, Column<?> column, boolean first) {
    @SuppressWarnings("UnusedMethod") // the templates read it
    String css() {
      return (column.align() + " " + cell.css()).strip();
    }
  }

  private final Kind kind;
  private final List<T> items;
  private final List<Column<T>> columns = new ArrayList<>();
  private Predicate<T> emphasized = item -> false;

  private Table(Kind kind, List<T> items) {
    this.kind = kind;
    this.items = items;
  }

  /** Returns a table without columns. */
  public static <T> Table<T> of(Kind kind, Collection<T> items) {
    return new Table<>(kind, List.copyOf(items));
  }

  /** Returns a table of names and values, without a header. */
  public static <T> Table<T> facts(
      Collection<T> items, Function<T, String> name, Function<T, String> value) {
    return of(Kind.FACTS, items).text("", name).text("", value);
  }

  private Table<T> column(String name, boolean number, Function<T, Cell> cells) {
    columns.add(new Column<>(name, number, cells));
    return this;
  }

  /** Adds a column of cells with text. */
  public Table<T> cells(String name, Function<T, Cell> cell) {
    return column(name, false, cell);
  }

  /** Adds a column of text. */
  public Table<T> text(String name, Function<T, String> text) {
    return column(name, false, text.andThen(Cell::of));
  }

  /** Adds a column of cells with numbers. */
  public Table<T> numbers(String name, Function<T, Cell> cell) {
    return column(name, true, cell);
  }

  /** Adds a column of numbers. */
  public Table<T> number(String name, Function<T, String> number) {
    return column(name, true, number.andThen(Cell::of));
  }

  /** Adds a column of counts. */
  public Table<T> count(String name, ToLongFunction<T> count) {
    return number(name, item -> NumberFormats.count(count.applyAsLong(item)));
  }

  /** Adds a column of shares in [0, 1] as percentages. */
  public Table<T> percent(String name, ToDoubleFunction<T> share) {
    return number(name, item -> NumberFormats.percent(share.applyAsDouble(item)));
  }

  /** Adds a column of shares in [0, 1] as percentages with bars. */
  public Table<T> bar(String name, ToDoubleFunction<T> share) {
    return numbers(
        name,
        item -> {
          double value = share.applyAsDouble(item);
          return Cell.of(NumberFormats.percent(value)).bar(value);
        });
  }

  /** Lets the rows of some items stand out. */
  public Table<T> emphasizing(Predicate<T> some) {
    emphasized = some;
    return this;
  }

  /** Returns the table as lines of plain text, the header first; numbers are on the right. */
  public List<String> lines() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(columns.stream().map(Column::name).toList());
    for (T item : items) {
      rows.add(columns.stream().map(column -> column.cells().apply(item).text()).toList());
    }
    StringBuilder format = new StringBuilder();
    for (int k = 0; k < columns.size(); k++) {
      int column = k;
      int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
      format.append(columns.get(k).number() ? "%" : "%-").append(Math.max(1, width)).append("s  ");
    }
    return rows.stream()
        .map(row -> format.toString().formatted(row.toArray()).stripTrailing())
        .toList();
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  boolean isMatrix() {
    return kind == Kind.MATRIX;
  }

  String css() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  boolean hasHeader() {
    return columns.stream().anyMatch(column -> !column.name().isEmpty());
  }

  List<Column<T>> columns() {
    return columns;
  }

  List<Row> rows() {
    return items.stream().map(item -> new Row(cells(item), emphasized.test(item))).toList();
  }

  private List<StyledCell> cells(T item) {
    return IntStream.range(0, columns.size())
        .mapToObj(k -> new StyledCell(columns.get(k).cells().apply(item), columns.get(k), k == 0))
        .toList();
  }
}

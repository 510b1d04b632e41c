package org.tributary.examples.page;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A cell of a table.
 *
 * @param parts the contents
 * @param css a class of page.css, empty for none
 * @param bar the length of a bar behind the text in percent, negative for none
 * @param shade the strength of the background in [0, 1], negative for none
 * @param hint a text shown on hovering, empty for none
 */
public record Cell(List<Part> parts, String css, double bar, double shade, String hint) {

  /**
   * A piece of text. Directional formatting characters, which would reorder the text around them,
   * are written as escapes: U+202A to U+202E and U+2066 to U+2069 (Unicode Standard Annex 9).
   *
   * @param text the text
   * @param mark the mark on it
   */
  public record Part(String text, Mark mark) {
    private static final Pattern DIRECTIONAL = Pattern.compile("[\u202a-\u202e\u2066-\u2069]");

    /** Replaces the directional formatting characters. */
    public Part {
      text =
          DIRECTIONAL
              .matcher(text)
              .replaceAll(found -> "\\\\u%04X".formatted((int) found.group().charAt(0)));
    }

    boolean isPlain() {
      return mark == Mark.NONE;
    }

    boolean isBadge() {
      return mark == Mark.BADGE;
    }

    String css() {
      return mark.name().toLowerCase(Locale.ROOT);
    }
  }

  /** The mark on a piece of text. */
  public enum Mark {
    /** No mark. */
    NONE,
    /** The subject of an example. */
    FOCUS,
    /** A part of only the gold span. */
    GOLD,
    /** A part of only the predicted span. */
    PREDICTED,
    /** A label beside the text. */
    BADGE
  }

  /** Makes an immutable copy. */
  public Cell {
    parts = List.copyOf(parts);
  }

  /**
   * Returns a cell of plain text.
   *
   * @param text the text
   * @return the cell
   */
  public static Cell of(String text) {
    return of(List.of(new Part(text, Mark.NONE)));
  }

  /**
   * Returns a cell of marked text.
   *
   * @param parts the pieces, shown with spaces between them
   * @return the cell
   */
  public static Cell of(List<Part> parts) {
    return new Cell(parts, "", -1, -1, "");
  }

  /**
   * Returns this cell with a class of page.css: good, bad, or wrap for numbers with line breaks.
   *
   * @param name the class
   * @return a new cell
   */
  public Cell styled(String name) {
    return new Cell(parts, name, bar, shade, hint);
  }

  /**
   * Returns this cell with a bar.
   *
   * @param share the length of the bar as a share of the column's width, in [0, 1]
   * @return a new cell
   */
  public Cell bar(double share) {
    return new Cell(parts, css, 100 * share, shade, hint);
  }

  /**
   * Returns this cell with a shaded background.
   *
   * @param strength the strength in [0, 1]
   * @param text a text shown on hovering
   * @return a new cell
   */
  public Cell shaded(double strength, String text) {
    return new Cell(parts, css, bar, strength, text);
  }

  /** Returns the pieces without their marks. */
  String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining(" "));
  }

  boolean hasBar() {
    return bar >= 0;
  }

  /** Returns the inline style, empty for none. */
  String inlineStyle() {
    if (shade >= 0) {
      return String.format(Locale.ROOT, "--shade:%.3f", shade);
    }
    return hasBar() ? String.format(Locale.ROOT, "--bar:%.1f%%", bar) : "";
  }
}

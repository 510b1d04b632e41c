package org.tributary.layer;

import java.util.List;
import java.util.Objects;
import org.tributary.cell.Cell;
import org.tributary.cell.StatePart;

/** Checks of what a cell declares about itself. */
final class CellDeclarations {
  private CellDeclarations() {}

  /**
   * Checks the name, the sizes and the parts of the state that a cell declares.
   *
   * @throws IllegalArgumentException if one of them is missing or invalid
   */
  static void require(Cell cell) {
    Objects.requireNonNull(cell, "cell: expected one, got null");
    if (cell.name() == null || cell.name().isBlank()) {
      throw new IllegalArgumentException(
          "%s.name: expected letters and digits, a letter first, got %s"
              .formatted(cell.getClass().getName(), cell.name()));
    }
    requireNumber(cell, "inputSize", cell.inputSize());
    requireNumber(cell, "hiddenSize", cell.hiddenSize());
    requireNumber(cell, "gates", cell.gates());
    List<StatePart> parts = cell.stateParts();
    if (parts == null || parts.isEmpty()) {
      throw new IllegalArgumentException(
          "%s.stateParts: expected h and any further parts, got %s; begin with StatePart.hidden(outputSize())"
              .formatted(cell.getClass().getName(), parts == null ? "null" : "none"));
    }
    List<String> names = parts.stream().map(StatePart::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          "%s.stateParts: expected each name once, got %s; name further parts by other letters"
              .formatted(cell.getClass().getName(), names));
    }
    StatePart.requireHiddenFirst(cell);
  }

  private static void requireNumber(Cell cell, String method, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "%s.%s: expected at least 1, got %d"
              .formatted(cell.getClass().getName(), method, number));
    }
  }

  /**
   * Returns {@code cell} with another input size.
   *
   * @throws IllegalArgumentException if the cell's result is null or of another size
   */
  static Cell withInputSize(Cell cell, int inputSize) {
    Cell resized = cell.withInputSize(inputSize);
    if (resized == null
        || resized.inputSize() != inputSize
        || resized.hiddenSize() != cell.hiddenSize()) {
      throw new IllegalArgumentException(
          "%s.withInputSize(%d): expected a %s of input size %d and hidden size %d, got %s; return a new cell with that input size and all other settings of this one"
              .formatted(
                  cell.getClass().getName(),
                  inputSize,
                  cell.name(),
                  inputSize,
                  cell.hiddenSize(),
                  resized == null
                      ? "null"
                      : "sizes %d and %d".formatted(resized.inputSize(), resized.hiddenSize())));
    }
    return resized;
  }
}

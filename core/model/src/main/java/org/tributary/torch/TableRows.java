package org.tributary.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * The order of an embedding table's rows: a PyTorch tagger has the rows of unknown and padding
 * symbols anywhere, a word tagger that of the unknown one last.
 */
final class TableRows {
  private TableRows() {}

  /**
   * Returns the rows of a word tagger's table by their index in PyTorch's.
   *
   * @param unknown the index of the unknown symbol in PyTorch's table
   */
  static List<Integer> unknownLast(int rows, int unknown) {
    return IntStream.concat(
            IntStream.range(0, rows).filter(row -> row != unknown), IntStream.of(unknown))
        .boxed()
        .toList();
  }

  /**
   * The rows of a table to write.
   *
   * @param symbols the symbols in PyTorch's order
   * @param rows the row of each in the word tagger's table, -1 for a row of zeros
   */
  record Written(List<String> symbols, List<Integer> rows) {}

  /**
   * Returns the rows of PyTorch's table: that of the padding, the unknown row, and the others in
   * order.
   *
   * @param entries the word tagger's vocabulary
   */
  static Written written(List<String> entries, String unknown, Optional<String> padding) {
    List<String> symbols = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    padding.ifPresent(
        symbol -> {
          symbols.add(symbol);
          rows.add(entries.indexOf(symbol)); // -1 without a row
        });
    symbols.add(unknown);
    rows.add(entries.size());
    for (int row = 0; row < entries.size(); row++) {
      if (padding.isEmpty() || !entries.get(row).equals(padding.get())) {
        symbols.add(entries.get(row));
        rows.add(row);
      }
    }
    return new Written(symbols, rows);
  }

  /** Returns the given rows of a table, zeros for a negative index. */
  static FloatTensor taken(FloatTensor table, List<Integer> rows) {
    int size = (int) table.shape().get(1);
    return FloatTensor.written(
        TensorShape.of(rows.size(), size),
        to -> {
          for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row) >= 0) {
              table.copy(rows.get(row) * size, to, row * size, size);
            }
          }
        });
  }
}

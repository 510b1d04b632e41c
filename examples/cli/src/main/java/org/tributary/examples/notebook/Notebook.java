package org.tributary.examples.notebook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tributary.layer.Recurrent;

/**
 * The PyTorch tutorial that the project grew from, cell by cell: the same seeds, draws and layers,
 * computed by this project and printed as PyTorch prints. Only the suffixes {@code grad_fn=<...>}
 * are missing, for tensors here carry no function for differentiation.
 *
 * @param cells in the tutorial's order, those that print nothing included
 */
public record Notebook(List<CellOutput> cells) {

  /** Copies the cells. */
  public Notebook {
    cells = List.copyOf(cells);
  }

  /**
   * Computes every cell.
   *
   * @return cells 1 to 34
   */
  public static Notebook run() {
    List<CellOutput> cells = new ArrayList<>();
    cells.add(CellOutput.cell(1).done());

    OneStep lstm = OneStep.of(Recurrent.lstm(3).hidden(2));
    cells.addAll(List.of(lstm.weights(2), lstm.layer(3), lstm.lstmByHand(4)));
    cells.add(Sequences.stepByStep(5));
    cells.addAll(Sequences.allAtOnce(6, 7));
    cells.add(Sequences.batch(8));
    cells.add(Sequences.batchFirst(9));

    Recurrent batchFirst = Recurrent.lstm(3).hidden(2).batchFirst();
    PackedRows one = PackedRows.of(batchFirst);
    cells.addAll(List.of(one.input(10), one.packed(11), one.paddedAgain(12)));
    cells.addAll(List.of(one.packedOutput(13), one.paddedOutput(14), one.finalState(15)));
    PackedRows both = PackedRows.of(batchFirst.bidirectional());
    cells.addAll(List.of(both.packed(16), both.packedOutput(17)));
    cells.addAll(List.of(both.paddedOutput(18), both.finalState(19)));
    PackedRows deep = PackedRows.of(batchFirst.bidirectional().layers(2));
    cells.addAll(List.of(deep.packed(20), deep.packedOutput(21)));
    cells.addAll(List.of(deep.paddedOutput(22), deep.finalState(23)));

    TaggerCells tagger = new TaggerCells();
    cells.addAll(List.of(tagger.dictionaries(24), CellOutput.cell(25).done()));
    cells.addAll(List.of(tagger.untrained(26), tagger.trained(27), tagger.gold(28)));

    OneStep rnn = OneStep.of(Recurrent.rnn(3).hidden(2));
    cells.addAll(List.of(rnn.weights(29), rnn.layer(30), rnn.rnnByHand(31)));
    OneStep gru = OneStep.of(Recurrent.gru(3).hidden(2));
    cells.addAll(List.of(gru.weights(32), gru.layer(33), gru.gruByHand(34)));
    return new Notebook(cells);
  }

  /**
   * What the cells print, each under its number; those that print nothing are left out.
   *
   * @return several lines, without a line feed at the end
   */
  public String text() {
    return cells.stream()
        .filter(cell -> !cell.text().isEmpty())
        .map(cell -> "In [" + cell.number() + "]:\n" + cell.text())
        .collect(Collectors.joining("\n\n"));
  }

  /**
   * Every printed tensor and size for programs: {@code {"cells": {"2": [{"name": ..., "shape": ...,
   * "values": ...}, ...], ...}}}. A cell that prints none has an empty list.
   *
   * @return an object on several lines, ending in a line feed
   */
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    ObjectNode byNumber = json.putObject("cells");
    for (CellOutput cell : cells) {
      byNumber.set(Integer.toString(cell.number()), mapper.valueToTree(cell.tensors()));
    }
    return json.toPrettyString() + "\n";
  }
}

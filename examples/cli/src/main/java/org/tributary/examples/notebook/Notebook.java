package org.tributary.examples.notebook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tributary.layer.Recurrent;

/**
 * The PyTorch tutorial recomputed cell by cell with the same seeds, random draws and layers, and
 * printed in PyTorch's format. The suffixes {@code grad_fn=<...>} are omitted, because tensors here
 * have no autograd function.
 *
 * @param cells cells in the tutorial's order, including those without output
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
    cells.addAll(List.of(lstm.weights(2), lstm.layer(3), lstm.manualLstm(4)));
    cells.add(Sequences.stepByStep(5));
    cells.addAll(Sequences.wholeSequence(6, 7));
    cells.add(Sequences.batch(8));
    cells.add(Sequences.batchFirst(9));

    Recurrent batchFirst = Recurrent.lstm(3).hidden(2).batchFirst();
    PackedBatch forward = PackedBatch.of(batchFirst);
    cells.addAll(List.of(forward.input(10), forward.packed(11), forward.repadded(12)));
    cells.addAll(
        List.of(forward.packedOutput(13), forward.paddedOutput(14), forward.finalState(15)));
    PackedBatch bidirectional = PackedBatch.of(batchFirst.bidirectional());
    cells.addAll(List.of(bidirectional.packed(16), bidirectional.packedOutput(17)));
    cells.addAll(List.of(bidirectional.paddedOutput(18), bidirectional.finalState(19)));
    PackedBatch twoLayers = PackedBatch.of(batchFirst.bidirectional().layers(2));
    cells.addAll(List.of(twoLayers.packed(20), twoLayers.packedOutput(21)));
    cells.addAll(List.of(twoLayers.paddedOutput(22), twoLayers.finalState(23)));

    TaggerCells tagger = new TaggerCells();
    cells.addAll(List.of(tagger.dictionaries(24), CellOutput.cell(25).done()));
    cells.addAll(List.of(tagger.untrained(26), tagger.trained(27), tagger.gold(28)));

    OneStep rnn = OneStep.of(Recurrent.rnn(3).hidden(2));
    cells.addAll(List.of(rnn.weights(29), rnn.layer(30), rnn.manualRnn(31)));
    OneStep gru = OneStep.of(Recurrent.gru(3).hidden(2));
    cells.addAll(List.of(gru.weights(32), gru.layer(33), gru.manualGru(34)));
    return new Notebook(cells);
  }

  /**
   * Returns the printed output, each cell under its number. Cells without output are omitted.
   *
   * @return the lines, without a final line feed
   */
  public String text() {
    return cells.stream()
        .filter(cell -> !cell.text().isEmpty())
        .map(cell -> "In [" + cell.number() + "]:\n" + cell.text())
        .collect(Collectors.joining("\n\n"));
  }

  /**
   * Returns every printed tensor and size as JSON: {@code {"cells": {"2": [{"name": ..., "shape":
   * ..., "values": ...}, ...], ...}}}. A cell without tensors has an empty list.
   *
   * @return a pretty-printed object with a final line feed
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

package org.tributary.nn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.train.EpochReport;

/**
 * A generator of a stored model of a user's own, its outputs and the checkpoint of its training,
 * run once per release and by no test. The files of a published release are never regenerated.
 * Before its release, a change of the graph of training needs the checkpoint of that version anew,
 * since its fingerprint has a checksum of the operations.
 */
final class StoredModel {

  /** A sentence as indices of words, and its tags. */
  record Words(int[] ids, int[] tags) {}

  static final List<Words> DATA =
      List.of(
          new Words(new int[] {0, 3, 6, 1}, new int[] {0, 0, 0, 1}),
          new Words(new int[] {4, 5, 2}, new int[] {1, 2, 2}),
          new Words(new int[] {8, 7}, new int[] {2, 1}),
          new Words(new int[] {1, 1, 3, 8, 6}, new int[] {1, 1, 0, 2, 0}));

  private StoredModel() {}

  static Floats definition(Network<Words> m) {
    Floats x = m.embedding("embedding", 9, 4).forward(m.indices(Words::ids)).dropout(0.2);
    Recurrent gru = Recurrent.gru(4).hidden(5).layers(2).dropout(0.3).bidirectional();
    Floats logits = m.linear("head", 10, 3).forward(m.recurrent("gru", gru).forward(x).output());
    m.output(logits);
    return m.crossEntropy(logits, m.indices(Words::tags));
  }

  /** Trains with a checkpoint in a file; if the run in the file is complete, reads its result. */
  static List<EpochReport> train(Model<Words> model, Path checkpoint) {
    return model.fit(DATA, Fit.epochs(5).batchSize(2).checkpoints(checkpoint));
  }

  /** Returns a line of numbers for each step of each sentence. */
  static List<String> outputs(Model<Words> model) {
    List<String> lines = new ArrayList<>();
    for (FloatTensor logits : model.predict(DATA)) {
      for (int step = 0; step < logits.shape().get(0); step++) {
        StringBuilder line = new StringBuilder();
        for (float logit : logits.at(step).values()) {
          line.append(line.isEmpty() ? "" : "\t").append(logit);
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  /**
   * Writes {@code NAME.safetensors}, {@code NAME.txt} and {@code NAME.checkpoint} for {@code
   * args[0]}, the path of NAME.
   */
  public static void main(String[] args) throws IOException {
    try (Model<Words> model = Model.of(StoredModel::definition)) {
      train(model, Path.of(args[0] + ".checkpoint"));
      model.save(Path.of(args[0] + ".safetensors"));
      Files.write(Path.of(args[0] + ".txt"), outputs(model));
    }
  }
}

package org.tributary.examples.programs.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Floats;
import org.tributary.nn.Model;
import org.tributary.nn.Network;
import org.tributary.nn.RecurrentPart;
import org.tributary.param.FloatTensor;

/** A state dict of PyTorch: two bidirectional LSTM layers on sequences of uneven lengths. */
@SuppressWarnings("ArrayRecordComponent") // examples are arrays
public final class TorchStateDict {
  record Series(float[][] steps) {}

  static Floats network(Network<Series> m) {
    Recurrent lstm = Recurrent.lstm(6).hidden(10).layers(2).bidirectional();
    RecurrentPart.Result encoded =
        m.recurrent("encoder", lstm).forward(m.vectors(6, Series::steps));
    Floats y = m.linear("fc", 20, 3).forward(encoded.output());
    m.output(y);
    m.output("last", encoded.last());
    return y.mean(); // never trained here
  }

  /** Returns the scores of each step of each series. */
  static List<FloatTensor> run(Path stateDict, List<Series> series, String output)
      throws IOException {
    try (Model<Series> model = Model.of(TorchStateDict::network)) {
      model.load(stateDict);
      return model.predict(output, series);
    }
  }

  public static void main(String[] args) throws IOException {
    System.out.println(run(Path.of(args[0]), List.of(new Series(new float[4][6])), "output"));
  }
}

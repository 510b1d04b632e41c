package org.tributary.examples.programs.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Ints;
import org.tributary.nn.Model;
import org.tributary.nn.Network;
import org.tributary.train.EpochReport;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;

/** Classes of sequences of uneven lengths by a GRU: the class is the first symbol. */
@SuppressWarnings("ArrayRecordComponent") // examples are arrays
public final class SequenceClasses {
  record Example(int[] ids, int label) {}

  static Floats network(Network<Example> m) {
    Floats x = m.embedding("embedding", 8, 16).forward(m.indices(Example::ids));
    Floats last = m.recurrent("gru", Recurrent.gru(16).hidden(48)).forward(x).last();
    Floats logits = m.linear("head", 48, 4).forward(last.dropout(0.3));
    Ints labels = m.index(Example::label);
    m.output(logits);
    m.accuracy("accuracy", logits, labels);
    return m.crossEntropy(logits, labels);
  }

  static List<Example> data(Random random, int count) {
    List<Example> all = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int[] ids = random.ints(5 + random.nextInt(26), 4, 8).toArray();
      ids[0] = random.nextInt(4);
      ids[ids.length - 1] = random.nextInt(4);
      all.add(new Example(ids, ids[0]));
    }
    return all;
  }

  static List<EpochReport> run() {
    Random random = new Random(1);
    Schedule schedule = Schedule.cosine(0.005, 0.0002).warmUpSteps(50);
    Fit fit = Fit.epochs(12).optimizer(Optimizer.adamW()).schedule(schedule).clipNorm(1);
    try (Model<Example> model = Model.of(SequenceClasses::network)) {
      Fit shown = fit.maximize("accuracy").progress(System.out::println);
      return model.fit(data(random, 3000), data(random, 400), shown);
    }
  }

  public static void main(String[] args) {
    run();
  }
}

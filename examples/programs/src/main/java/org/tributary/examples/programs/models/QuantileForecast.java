package org.tributary.examples.programs.models;

import java.util.List;
import java.util.stream.Stream;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Model;
import org.tributary.nn.Network;
import org.tributary.nn.StepFormula;
import org.tributary.param.Initializer;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;

/** A custom cell and loss: two SRU layers (Lei et al. 2018) forecast three quantiles. */
@SuppressWarnings("ArrayRecordComponent") // examples are arrays
public final class QuantileForecast {
  record Wave(float[] input, float[] target) {}

  static Floats sru(Network<?> m, Floats x, int in, int out) {
    Floats u = m.linear("input", in, 4 * out).forward(x); // of all steps at once
    var v = m.parameter("v", TensorShape.of(1, 2L * out), Initializer.uniform(0.25)).chunk(2);
    StepFormula formula =
        (step, state) -> {
          Floats c = state.get(1);
          List<Floats> parts = step.chunk(4); // input, forget gate, reset gate, highway
          Floats forget = parts.get(1).plus(v.get(0).times(c)).sigmoid();
          Floats reset = parts.get(2).plus(v.get(1).times(c)).sigmoid();
          Floats next = parts.get(0).plus(forget.times(c.minus(parts.get(0))));
          Floats h = parts.get(3).plus(reset.times(next.minus(parts.get(3))));
          return List.of(h, next);
        };
    return m.scan(u, formula, out, out).output();
  }

  static Floats network(Network<Wave> m) {
    Floats x = m.numbers(Wave::input).unsqueeze(-1);
    Floats hidden = sru(m.within("sru2"), sru(m.within("sru1"), x, 1, 16), 16, 16);
    Floats quantiles = m.linear("head", 16, 3).forward(hidden);
    m.output(quantiles);
    Floats error = m.numbers(Wave::target).unsqueeze(-1).minus(quantiles); // [N, L, 3]
    Floats q = m.value(m.tf().constant(new float[] {0.1f, 0.5f, 0.9f}));
    return error.times(q).maximum(error.times(q.minus(1))).mean();
  }

  static Wave wave(TorchRandom random, int steps) {
    double phase = random.uniform(1, 0, 6.28)[0];
    float[] values = random.normal(steps + 1, 0, 0.2);
    for (int t = 0; t <= steps; t++) {
      values[t] += (float) Math.sin(phase + t * 0.4);
    }
    return new Wave(
        java.util.Arrays.copyOf(values, steps), java.util.Arrays.copyOfRange(values, 1, steps + 1));
  }

  /** Returns the mean loss of the last of four epochs of 50 steps. */
  static double run() {
    TorchRandom random = TorchRandom.seeded(0);
    List<Wave> waves = Stream.generate(() -> wave(random, 30)).limit(1600).toList();
    try (Model<Wave> model = Model.of(QuantileForecast::network)) {
      Fit fit = Fit.epochs(4).learningRate(0.01).clipNorm(1).progress(System.out::println);
      return model.fit(waves, fit).get(3).meanLoss();
    }
  }

  public static void main(String[] args) {
    run();
  }
}

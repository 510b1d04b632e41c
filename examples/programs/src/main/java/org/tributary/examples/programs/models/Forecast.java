package org.tributary.examples.programs.models;

import static java.util.Arrays.copyOfRange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Model;
import org.tributary.nn.ModelStepper;
import org.tributary.nn.Network;
import org.tributary.param.TorchRandom;

/** A forecast of a noisy sine by an LSTM, which then continues the sine by its own forecasts. */
@SuppressWarnings("ArrayRecordComponent") // examples are arrays
public final class Forecast {
  record Window(float[] input, float[] target) {}

  static Floats network(Network<Window> m) {
    Floats x = m.numbers(Window::input).unsqueeze(-1);
    Floats hidden = m.recurrent("lstm", Recurrent.lstm(1).hidden(24)).forward(x).output();
    Floats next = m.linear("head", 24, 1).forward(hidden).squeeze(-1);
    m.output(next.unsqueeze(-1));
    return m.mse(next, m.numbers(Window::target));
  }

  static List<Window> windows(float[] s, int from, int to) {
    return IntStream.range(from, to - 41)
        .mapToObj(t -> new Window(copyOfRange(s, t, t + 40), copyOfRange(s, t + 1, t + 41)))
        .toList();
  }

  /** Returns the root mean square error of 50 steps, each forecast from the forecasts before. */
  static double run() throws IOException {
    float[] series = TorchRandom.seeded(7).normal(1200, 0, 0.05);
    IntStream.range(0, 1200).forEach(t -> series[t] += (float) Math.sin(2 * Math.PI * t / 25));
    Path file = Files.createTempFile("sine", ".safetensors");
    try (Model<Window> model = Model.of(Forecast::network)) {
      Fit fit = Fit.epochs(60).learningRate(0.01).clipNorm(1).patience(5);
      model.fit(windows(series, 0, 900), windows(series, 900, 1100), fit);
      model.save(file);
    }
    try (Model<Window> model = Model.of(Forecast::network)) {
      model.load(file);
      ModelStepper<Window> stepper = model.stepper();
      float next = stepper.step(new Window(copyOfRange(series, 1100, 1150), null)).get(0);
      double squares = 0;
      for (int t = 1150; t < 1200; t++) {
        squares += Math.pow(next - Math.sin(2 * Math.PI * t / 25), 2);
        next = stepper.step(new Window(new float[] {next}, null)).get(0);
      }
      return Math.sqrt(squares / 50);
    }
  }

  public static void main(String[] args) throws IOException {
    System.out.printf("error of 50 steps, each forecast from the forecasts before: %.4f%n", run());
  }
}

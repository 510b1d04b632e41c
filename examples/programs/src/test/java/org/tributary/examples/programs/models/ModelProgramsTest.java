package org.tributary.examples.programs.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.nn.Fit;
import org.tributary.nn.Model;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TorchRandom;
import org.tributary.train.EpochReport;

/** The programs reach what the same ones reached with graphs and loops of their own. */
class ModelProgramsTest {
  @Test
  void forecastContinuesTheSine() throws Exception {
    assertThat(Forecast.run()).isLessThan(0.1);
  }

  @Test
  void classesAreAllRight() {
    List<EpochReport> epochs = SequenceClasses.run();
    assertThat(epochs).anySatisfy(e -> assertThat(e.metrics().get("accuracy")).isEqualTo(1.0));
  }

  @Test
  void charactersBecomePredictable() {
    String text = "all the rivers run into the sea, yet the sea is not full; ".repeat(200);
    CharacterStreams.Result result = CharacterStreams.run(text, Fit.epochs(8).learningRate(0.01));
    assertThat(result.epochs().get(7).metrics().get("perplexity")).isLessThan(1.3);
    assertThat(result.written()).contains("rivers run into the sea");
  }

  @Test
  void digitsAreReversed() {
    assertThat(ReversedDigits.run()).isGreaterThanOrEqualTo(97);
  }

  @Test
  void aStateDictOfPyTorchGivesItsNumbers() throws Exception {
    Path folder = Path.of("src/test/resources");
    ParameterValues results = Safetensors.read(folder.resolve("state_dict_results.safetensors"));
    List<TorchStateDict.Series> series = new ArrayList<>();
    for (int row = 0; row < 5; row++) {
      float[][] steps = new float[(int) results.tensor("lengths").get(row)][];
      for (int t = 0; t < steps.length; t++) {
        steps[t] = results.tensor("x").at(row).at(t).values();
      }
      series.add(new TorchStateDict.Series(steps));
    }
    Path stateDict = folder.resolve("state_dict.safetensors");
    List<FloatTensor> y = TorchStateDict.run(stateDict, series, "output");
    List<FloatTensor> last = TorchStateDict.run(stateDict, series, "last");
    for (int row = 0; row < 5; row++) {
      int length = series.get(row).steps().length;
      assertThat(y.get(row).values())
          .containsExactly(results.tensor("y").at(row).slice(0, 0, length).values(), within(1e-6f));
      assertThat(last.get(row).values())
          .containsExactly(results.tensor("last").at(row).values(), within(1e-6f));
    }
  }

  @Test
  void quantilesAreForecast() {
    assertThat(QuantileForecast.run()).isLessThan(0.08);
  }

  /** The gradients of a cell by its formula alone, against finite differences. */
  @Test
  void gradientsOfTheCellAreThoseOfFiniteDifferences() {
    TorchRandom random = TorchRandom.seeded(1);
    List<QuantileForecast.Wave> waves =
        List.of(QuantileForecast.wave(random, 6), QuantileForecast.wave(random, 3));
    try (Model<QuantileForecast.Wave> model = Model.of(QuantileForecast::network)) {
      ParameterValues values = model.values();
      ParameterValues gradients = model.gradients(waves);
      for (String name : values.names()) {
        for (int k = 0; k < values.shape(name).size(); k += 7) {
          double[] losses = new double[2];
          for (int side = 0; side < 2; side++) {
            float[] changed = values.values(name);
            changed[k] += side == 0 ? -0.001f : 0.001f;
            model.set(values.with(name, FloatTensor.of(values.shape(name), changed)));
            losses[side] = model.evaluate(waves).get("loss");
          }
          assertThat((double) gradients.values(name)[k])
              .as("%s[%d]", name, k)
              .isCloseTo((losses[1] - losses[0]) / 0.002, within(0.002));
        }
      }
    }
  }

  /** As the guide and the design record say. */
  @ParameterizedTest
  @CsvSource({
    "Forecast, 45",
    "SequenceClasses, 45",
    "CharacterStreams, 50",
    "ReversedDigits, 80",
    "TorchStateDict, 28",
    "QuantileForecast, 50"
  })
  void programsHaveFewLines(String name, int limit) throws IOException {
    Path file = Path.of("src/main/java/org/tributary/examples/programs/models", name + ".java");
    assertThat(
            Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .filter(line -> !line.startsWith("import") && !line.startsWith("package")))
        .hasSizeLessThanOrEqualTo(limit);
  }
}

package org.tributary.examples.programs.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.model.Fit;
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
  void quantilesAreForecast() {
    assertThat(QuantileForecast.run()).isLessThan(0.08);
  }
}

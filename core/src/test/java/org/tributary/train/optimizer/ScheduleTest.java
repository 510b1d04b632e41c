package org.tributary.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Schedules against PyTorch's schedulers; the goldens are made by docs/golden/schedules.py. */
class ScheduleTest {
  private static final int STEPS = 11;

  private static List<Double> golden(String name) throws IOException {
    try (InputStream json = ScheduleTest.class.getResourceAsStream("schedules.json")) {
      JsonNode rates = new ObjectMapper().readTree(json).get(name);
      return StreamSupport.stream(rates.spliterator(), false).map(JsonNode::asDouble).toList();
    }
  }

  private static void assertRates(Schedule schedule, String name) throws IOException {
    List<Double> expected = golden(name);
    assertThat(expected).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      assertThat(schedule.learningRate(new Schedule.Progress(step, STEPS, List.of())))
          .as("%s, step %d", schedule, step)
          .isCloseTo(expected.get(step), within(1e-12));
    }
  }

  private static void assertFollowsScores(Schedule schedule, String name) throws IOException {
    assertFollows(schedule, golden("scores"), name);
  }

  private static void assertFollows(Schedule schedule, List<Double> scores, String name)
      throws IOException {
    List<Double> expected = golden(name);
    for (int epoch = 0; epoch < expected.size(); epoch++) {
      assertThat(
              schedule.learningRate(
                  new Schedule.Progress(epoch, 1 + scores.size(), scores.subList(0, epoch))))
          .as("%s, after %d epochs", schedule, epoch)
          .isCloseTo(expected.get(epoch), within(1e-15));
    }
  }

  @Test
  void linearAndCosineMatchPyTorch() throws IOException {
    assertRates(Schedule.linear(0.8, 0.2), "linear");
    assertRates(Schedule.cosine(0.8, 0.01), "cosine");
  }

  @Test
  void warmUpIsLinearAndFollowedByTheSchedule() throws IOException {
    assertRates(Schedule.constant(0.8).warmUpSteps(4), "warm constant");
    assertRates(Schedule.cosine(0.8, 0.01).warmUpSteps(3), "warm cosine");
    assertRates(Schedule.cosine(0.8, 0.01).warmUpFraction(0.3), "warm cosine");
    assertThat(rate(Schedule.constant(0.8).warmUpSteps(0))).isEqualTo(0.8);
  }

  /** 0.9 of 4 steps rounds to 4, and 0.6 of 1 step to 1. */
  @Test
  void warmUpFractionLeavesTheLastStep() {
    Schedule warmUp = Schedule.constant(0.8).warmUpFraction(0.9);
    double[] rates =
        LongStream.range(0, 4)
            .mapToDouble(k -> warmUp.learningRate(new Schedule.Progress(k, 4, List.of())))
            .toArray();
    assertThat(rates).containsExactly(new double[] {0.2, 0.4, 0.6, 0.8}, within(1e-15));
    Schedule.Progress only = new Schedule.Progress(0, 1, List.of());
    assertThat(Schedule.linear(0.8, 0.1).warmUpFraction(0.6).learningRate(only)).isEqualTo(0.8);
  }

  @Test
  void plateauMatchesPyTorch() throws IOException {
    Schedule.ReduceOnPlateau plateau = Schedule.reduceOnPlateau(0.8);
    assertFollowsScores(plateau.factor(0.3).patience(1).threshold(0.05).minRate(0.03), "plateau");
    assertFollowsScores(plateau.patience(5), "plateau defaults");
    assertFollowsScores(Schedule.reduceOnPlateau(2e-8).factor(0.6).patience(0), "plateau small");
    assertThat(plateau.warmUpSteps(3).needsScores()).isTrue();
    assertThat(plateau.warmUpFraction(0.1).needsScores()).isTrue();
    assertThat(Schedule.cosine(0.8, 0.01).warmUpSteps(3).needsScores()).isFalse();
  }

  /** The scores of {@code Fit} are negated losses, PyTorch's {@code mode="min"}. */
  @Test
  void plateauOfNegatedLossesMatchesPyTorch() throws IOException {
    List<Double> scores = golden("losses").stream().map(loss -> -loss).toList();
    Schedule.ReduceOnPlateau plateau = Schedule.reduceOnPlateau(0.8);
    assertFollows(plateau.factor(0.3).patience(1).threshold(0.05), scores, "plateau of losses");
    assertFollows(plateau.patience(2), scores, "plateau of losses defaults");
    assertFollows(plateau.patience(0).threshold(0), scores, "plateau of losses without threshold");
  }

  /** PyTorch 2.6: CosineAnnealingLR(T_max=4), whose eta_min is 0, and LinearLR(1, 0, 4). */
  @Test
  void schedulesEndAtZero() {
    double[] cosine = {0.1, 0.08535533905932738, 0.05, 0.014644660940672627};
    double[] linear = {0.1, 0.075, 0.05, 0.025};
    for (int step = 0; step < 4; step++) {
      Schedule.Progress progress = new Schedule.Progress(step, 4, List.of());
      assertThat(Schedule.cosine(0.1, 0).learningRate(progress))
          .isCloseTo(cosine[step], within(1e-15));
      assertThat(Schedule.linear(0.1, 0).learningRate(progress))
          .isCloseTo(linear[step], within(1e-15));
    }
  }

  @Test
  void schedulesHaveEqualityAndText() {
    assertThat(Schedule.cosine(0.1, 0.01).warmUpSteps(5))
        .isEqualTo(Schedule.cosine(0.1, 0.01).warmUpSteps(5))
        .isNotEqualTo(Schedule.cosine(0.1, 0.01).warmUpSteps(6))
        .hasToString("warm-up over 5 steps, then cosine from 0.1 to 0.01");
    assertThat(Schedule.linear(0.1, 0.01).warmUpFraction(0.25))
        .hasToString("warm-up over 0.25 of the steps, then linear from 0.1 to 0.01");
    assertThat(Schedule.constant(0.5)).hasToString("constant 0.5");
    assertThat(Schedule.reduceOnPlateau(0.5).patience(2))
        .hasToString("plateau from 0.5, factor 0.1, patience 2, threshold 1.0E-4, min_lr 0.0");
  }

  @Test
  void invalidSchedulesAreRefused() {
    for (double last : new double[] {Double.NaN, -0.1, Double.POSITIVE_INFINITY}) {
      for (ThrowingCallable schedule :
          List.<ThrowingCallable>of(
              () -> Schedule.linear(0.1, last), () -> Schedule.cosine(0.1, last))) {
        assertThatThrownBy(schedule)
            .hasMessage(
                "final learning rate: expected a finite number of at least 0, got %s"
                    .formatted(last));
      }
    }
    for (ThrowingCallable schedule :
        List.<ThrowingCallable>of(() -> Schedule.linear(0, 0.1), () -> Schedule.cosine(0, 0.1))) {
      assertThatThrownBy(schedule)
          .hasMessage("learning rate: expected a finite number above 0, got 0.0");
    }
    assertThatThrownBy(() -> Schedule.linear(0.1, 1e300))
        .hasMessage(
            "final learning rate: expected a number that is finite as float32, at most 3.4028235E38, got 1.0E300");
    for (ThrowingCallable overflow :
        List.<ThrowingCallable>of(
            () -> Schedule.constant(1e300),
            () -> Schedule.cosine(1e300, 0.1),
            () -> Schedule.reduceOnPlateau(1e300))) {
      assertThatThrownBy(overflow)
          .hasMessage(
              "learning rate: expected a number that is finite as float32, at most 3.4028235E38,"
                  + " got 1.0E300");
    }
    assertThatThrownBy(() -> Schedule.reduceOnPlateau(0))
        .hasMessage("learning rate: expected a finite number above 0, got 0.0");
    assertThatThrownBy(() -> Schedule.reduceOnPlateau(1).factor(1))
        .hasMessage("plateau: expected a factor between 0 and 1, got 1.0");
    assertThatThrownBy(() -> Schedule.reduceOnPlateau(1).patience(-1))
        .hasMessage(
            "plateau: expected a patience, a threshold and a minimum rate of at least 0, got -1,"
                + " 1.0E-4 and 0.0");
    assertThatThrownBy(() -> Schedule.constant(1).warmUpSteps(-1))
        .hasMessage("warm-up: expected at least 0 steps, got -1");
    assertThatThrownBy(() -> Schedule.constant(1).warmUpFraction(1))
        .hasMessage("warm-up: expected a share of the steps from 0 to below 1, got 1.0");
    assertThatThrownBy(() -> rate(Schedule.constant(1).warmUpSteps(STEPS)))
        .hasMessage(
            "warm-up: expected fewer steps than the run's 11, got 11; shorten it or train longer");
    assertThatThrownBy(() -> new Schedule.Progress(3, 3, List.of()))
        .hasMessage("schedule: expected from 0 to 2 finished steps, got 3");
  }

  private static double rate(Schedule schedule) {
    return schedule.learningRate(new Schedule.Progress(0, STEPS, List.of()));
  }
}

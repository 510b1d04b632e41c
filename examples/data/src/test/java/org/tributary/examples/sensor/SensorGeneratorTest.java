package org.tributary.examples.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

class SensorGeneratorTest {
  private static final List<Recording> RECORDINGS = SensorGenerator.activities(40, 1);

  @Test
  void recordingsAreDeterminedByTheSeed() {
    assertThat(SensorGenerator.activities(40, 1)).isEqualTo(RECORDINGS);
    assertThat(SensorGenerator.activities(40, 2)).isNotEqualTo(RECORDINGS);
  }

  @Test
  void lengthsDifferAndEveryActivityOccurs() {
    assertThat(RECORDINGS.stream().map(Recording::steps).distinct()).hasSizeGreaterThan(20);
    assertThat(RECORDINGS.stream().flatMap(r -> r.labels().stream()).distinct())
        .containsExactlyInAnyOrder("rest", "walk", "stairs", "run");
  }

  /** The strongest single feature, the magnitude of a reading, confuses many steps. */
  @Test
  void oneReadingDoesNotTellRestFromMovement() {
    int wrong = 0;
    int steps = 0;
    for (Recording recording : RECORDINGS) {
      for (int t = 0; t < recording.steps(); t++) {
        boolean moves = Math.abs(recording.values().get(t, 2)) > 0.3;
        wrong += moves == recording.labels().get(t).equals("rest") ? 1 : 0;
        steps++;
      }
    }
    assertThat((double) wrong / steps).isBetween(0.15, 0.5);
  }

  /** At rest a channel shows its noise, and its mean differs from recording to recording. */
  @Test
  void readingsAtRestAreNoisyAndHaveOffsets() {
    double noise = 0;
    int pairs = 0;
    double offsets = 0;
    int recordings = 0;
    for (Recording recording : RECORDINGS) {
      double sum = 0;
      int rests = 0;
      for (int t = 1; t < recording.steps(); t++) {
        if (recording.labels().subList(t - 1, t + 1).equals(List.of("rest", "rest"))) {
          float value = recording.values().get(t, 1);
          noise += Math.pow(value - recording.values().get(t - 1, 1), 2);
          pairs++;
          sum += value;
          rests++;
        }
      }
      offsets += rests > 0 ? Math.pow(sum / rests, 2) : 0;
      recordings += rests > 0 ? 1 : 0;
    }
    assertThat(Math.sqrt(noise / pairs / 2)).isBetween(0.14, 0.25);
    assertThat(Math.sqrt(offsets / recordings)).isBetween(0.12, 0.35);
  }

  @Test
  void speedsAreNumbersThatFollowTheActivities() {
    List<Recording> speeds = SensorGenerator.speeds(40, 1);
    for (int k = 0; k < speeds.size(); k++) {
      assertThat(speeds.get(k).values()).isEqualTo(RECORDINGS.get(k).values());
      for (float speed : speeds.get(k).targets()) {
        assertThat(speed).isBetween(0f, 5.5f);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RECORDINGS.get(0).targets())
        .withMessage(
            "recording person 1, step 1: expected a finite number as the target, got 'rest';"
                + " regression needs numbers");
  }

  @Test
  void splitsShareNoRecordingAndAreScaledByTraining() {
    RecordingSplits splits = RecordingSplits.of(RECORDINGS);
    assertThat(List.of(splits.train().size(), splits.dev().size(), splits.test().size()))
        .containsExactly(28, 6, 6);
    double sum = 0;
    double squares = 0;
    int steps = 0;
    for (Recording recording : splits.train()) {
      for (int t = 0; t < recording.steps(); t++) {
        float value = recording.values().get(t, 3);
        sum += value;
        squares += (double) value * value;
        steps++;
      }
    }
    assertThat(sum / steps).isBetween(-1e-4, 1e-4);
    assertThat(squares / steps).isBetween(0.999, 1.001);
    assertThat(splits.test().get(5).name()).isEqualTo("person 40");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordingSplits.of(RECORDINGS.subList(0, 4)))
        .withMessage(
            "expected at least 5 recordings, to hold some out for the test, got 4; cut long"
                + " recordings into several");
  }

  @Test
  void constantChannelIsOnlyCentred() {
    Recording constant =
        new Recording(
            "c",
            FloatTensor.of(TensorShape.of(3, 1), new float[] {7, 7, 7}),
            List.of("a", "b", "b"));
    assertThat(
            RecordingSplits.ChannelScaling.of(List.of(constant))
                .apply(List.of(constant))
                .get(0)
                .values())
        .isEqualTo(FloatTensor.zeros(3, 1));
    float tenth = 0.1f; // whose sums round
    Recording rounded =
        new Recording(
            "r",
            FloatTensor.of(TensorShape.of(3, 1), new float[] {tenth, tenth, tenth}),
            constant.labels());
    FloatTensor centred =
        RecordingSplits.ChannelScaling.of(List.of(rounded)).apply(List.of(rounded)).get(0).values();
    assertThat(centred.values()).containsExactly(new float[3], within(1e-6f));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Recording("d", FloatTensor.zeros(3, 1), List.of("a", "b")))
        .withMessage(
            "recording d: expected readings of shape [2, channels], one row per label, got [3, 1]");
  }
}

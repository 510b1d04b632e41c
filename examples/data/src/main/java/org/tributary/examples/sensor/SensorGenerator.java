package org.tributary.examples.sensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * A generator of recordings of a body-worn sensor, 10 readings a second: accelerations along three
 * axes and one rotation. Each recording is of another person, whose cadence and strength of
 * movement differ. Activities follow one another for 2 to 9 seconds each. Every channel has its own
 * orientation offset, slow drift and noise, and one reading in a hundred is an outlier, so that
 * single readings do not tell the activity. A seed determines the recordings on any machine.
 */
public final class SensorGenerator {
  private static final List<Activity> ACTIVITIES = List.of(Activity.values());
  private static final double RATE = 10; // readings a second
  private static final int CHANNELS = 4;
  private static final int MIN_STEPS = 60;
  private static final int MAX_STEPS = 200;
  private static final int MIN_SEGMENT = 20;
  private static final int MAX_SEGMENT = 90;
  private static final double NOISE = 0.16;
  private static final double DRIFT = 0.015; // standard deviation of the random walk's step
  private static final double OUTLIERS = 0.01;
  private static final double SPEED_LAG = 0.85; // of the first-order change of speed

  private final Random random;
  private final boolean speeds;

  private SensorGenerator(long seed, boolean speeds) {
    this.random = new Random(seed);
    this.speeds = speeds;
  }

  /**
   * Generates recordings labelled with the activity of each step: rest, walk, stairs or run.
   *
   * @param count number of recordings
   * @param seed any number; equal seeds generate equal recordings
   * @return recordings of 60 to 200 steps and 4 channels
   */
  public static List<Recording> activities(int count, long seed) {
    return new SensorGenerator(seed, false).recordings(count);
  }

  /**
   * Generates recordings labelled with the person's speed at each step, in m/s.
   *
   * @param count number of recordings
   * @param seed any number; equal seeds generate equal recordings
   * @return recordings of 60 to 200 steps and 4 channels
   */
  public static List<Recording> speeds(int count, long seed) {
    return new SensorGenerator(seed, true).recordings(count);
  }

  private List<Recording> recordings(int count) {
    List<Recording> recordings = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      recordings.add(recording("person " + (k + 1)));
    }
    return List.copyOf(recordings);
  }

  private Recording recording(String name) {
    int steps = MIN_STEPS + random.nextInt(MAX_STEPS - MIN_STEPS + 1);
    double tempo = 1 + 0.12 * bounded();
    double strength = 1 + 0.2 * bounded();
    double[] offsets = new double[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      offsets[c] = 0.2 * random.nextGaussian();
    }
    float[] values = new float[steps * CHANNELS];
    List<String> labels = new ArrayList<>();
    Activity activity = any();
    int left = segmentSteps();
    double phase = 2 * Math.PI * random.nextDouble();
    double speed = activity.speed * tempo * strength;
    for (int t = 0; t < steps; t++, left--) {
      if (left == 0) {
        activity = other(activity);
        left = segmentSteps();
      }
      phase += 2 * Math.PI * activity.cadence * tempo / RATE * (1 + 0.05 * bounded());
      speed = SPEED_LAG * speed + (1 - SPEED_LAG) * activity.speed * tempo * strength;
      double[] ideal = activity.readings(phase);
      for (int c = 0; c < CHANNELS; c++) {
        offsets[c] += DRIFT * random.nextGaussian();
        double noise = random.nextDouble() < OUTLIERS ? 1 : NOISE;
        values[t * CHANNELS + c] =
            (float) (strength * ideal[c] + offsets[c] + noise * random.nextGaussian());
      }
      labels.add(speeds ? String.format(Locale.ROOT, "%.3f", speed) : activity.label());
    }
    return new Recording(name, FloatTensor.of(TensorShape.of(steps, CHANNELS), values), labels);
  }

  private Activity any() {
    return ACTIVITIES.get(random.nextInt(ACTIVITIES.size()));
  }

  private Activity other(Activity present) {
    Activity next = present;
    while (next == present) {
      next = any();
    }
    return next;
  }

  private int segmentSteps() {
    return MIN_SEGMENT + random.nextInt(MAX_SEGMENT - MIN_SEGMENT + 1);
  }

  /** Returns a normal deviate cut off at two standard deviations. */
  private double bounded() {
    return Math.max(-2, Math.min(2, random.nextGaussian()));
  }

  /** An activity and the movement that it makes a body-worn sensor record. */
  private enum Activity {
    /** No movement but that of breathing. */
    REST(0.25, 0.03, 0.02, 0, 0),
    /** Walking; close to climbing stairs. */
    WALK(1.8, 0.32, 0.25, 0.3, 1.3),
    /** Climbing stairs: slower and more to the side than walking. */
    STAIRS(1.45, 0.30, 0.38, 0.55, 0.5),
    /** Running. */
    RUN(2.6, 0.85, 0.5, 0.4, 2.9);

    private final double cadence; // in Hz
    private final double amplitude; // of the vertical acceleration, in g
    private final double rotation; // amplitude of the gyroscope, in rad/s
    private final double sway; // amplitude of the first subharmonic relative to the vertical
    private final double speed; // in m/s

    Activity(double cadence, double amplitude, double rotation, double sway, double speed) {
      this.cadence = cadence;
      this.amplitude = amplitude;
      this.rotation = rotation;
      this.sway = sway;
      this.speed = speed;
    }

    /** Returns the ideal readings at a phase, in radians: three accelerations and a rotation. */
    double[] readings(double phase) {
      return new double[] {
        amplitude * (0.5 * Math.cos(phase) + 0.2 * Math.cos(2 * phase)),
        amplitude * sway * Math.sin(phase / 2),
        amplitude * (Math.sin(phase) + 0.3 * Math.sin(2 * phase)),
        rotation * Math.cos(phase / 2)
      };
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

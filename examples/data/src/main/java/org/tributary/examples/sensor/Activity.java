package org.tributary.examples.sensor;

import java.util.Locale;

/** An activity and the movement that it makes a body-worn sensor record. */
enum Activity {
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

  double cadence() {
    return cadence;
  }

  double speed() {
    return speed;
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

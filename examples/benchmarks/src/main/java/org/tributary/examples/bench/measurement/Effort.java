package org.tributary.examples.bench.measurement;

import java.util.List;

/**
 * The warm-up and the repetitions of the measurements of this process. With {@code
 * -Dtributary.bench.brief=true} there are few: a check that a benchmark runs, whose figures mean
 * nothing.
 */
public final class Effort {
  /** The name of the system property. */
  public static final String BRIEF_PROPERTY = "tributary.bench.brief";

  private Effort() {}

  /** Returns {@code usual}, or {@code brief} if the property is set. */
  public static int of(int usual, int brief) {
    return Boolean.getBoolean(BRIEF_PROPERTY) ? brief : usual;
  }

  /** Returns the JVM options of child processes: with the property, the fast compiler alone. */
  static List<String> jvmOptions() {
    return Boolean.getBoolean(BRIEF_PROPERTY) ? List.of("-XX:TieredStopAtLevel=1") : List.of();
  }

  /** Returns the duration of a load: {@code usual}, or a fifth of it if the property is set. */
  public static double seconds(double usual) {
    return usual / of(1, 5);
  }
}

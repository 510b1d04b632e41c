package org.tributary.examples.job;

import java.util.List;
import org.tensorflow.TensorFlow;
import org.tribuo.Tribuo;
import org.tributary.examples.report.FactSheet.Fact;

/**
 * The versions of the software that runs.
 *
 * @param tributary Tributary's version
 * @param tensorFlow TensorFlow's version
 * @param tribuo Tribuo's version
 * @param java Java's version
 */
public record Versions(String tributary, String tensorFlow, String tribuo, String java) {
  /**
   * Returns the versions of this process.
   *
   * @return the versions that evaluate
   */
  public static Versions current() {
    return new Versions(
        Program.version(),
        TensorFlow.version(),
        Tribuo.VERSION,
        Runtime.version() + ", " + System.getProperty("java.vm.name"));
  }

  /** Returns one fact per version. */
  public List<Fact> facts() {
    return List.of(
        new Fact("Tributary", tributary),
        new Fact("TensorFlow", tensorFlow),
        new Fact("Tribuo", tribuo),
        new Fact("Java", java));
  }

  @Override
  public String toString() {
    return "Tributary %s, TensorFlow %s, Tribuo %s, Java %s"
        .formatted(tributary, tensorFlow, tribuo, java);
  }
}

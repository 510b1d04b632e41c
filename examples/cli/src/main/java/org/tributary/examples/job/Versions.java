package org.tributary.examples.job;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import java.util.Set;
import org.tensorflow.TensorFlow;
import org.tribuo.Tribuo;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.examples.report.FactSheet.Fact;
import org.tributary.tribuo.RunProvenance;

/**
 * The versions of the software that trained a model, or that runs now.
 *
 * @param tributary Tributary's version
 * @param tensorFlow TensorFlow's version
 * @param tribuo Tribuo's version
 * @param java Java's version
 */
public record Versions(String tributary, String tensorFlow, String tribuo, String java) {
  /** The provenance key of Tributary's version. */
  private static final String TRIBUTARY = "tributary-version";

  /** The provenance keys of versions. */
  static final Set<String> KEYS = Set.of(TRIBUTARY, RunProvenance.TENSORFLOW);

  private static final String NOT_RECORDED = "not recorded";

  /**
   * Returns the versions that trained a model.
   *
   * @param model the model's provenance
   * @return the versions, "not recorded" for one that the provenance lacks
   */
  public static Versions training(ModelProvenance model) {
    return new Versions(
        recorded(model, TRIBUTARY),
        recorded(model, RunProvenance.TENSORFLOW),
        model.getTribuoVersion(),
        model.getJavaVersion());
  }

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

  private static String recorded(ModelProvenance model, String key) {
    for (Pair<String, ? extends Provenance> entry : model.getInstanceProvenance()) {
      if (entry.getA().equals(key) && entry.getB() instanceof PrimitiveProvenance<?> version) {
        return String.valueOf(version.getValue());
      }
    }
    return NOT_RECORDED;
  }

  /** Returns one fact per version. */
  List<Fact> facts() {
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

package org.tributary.tribuo.span;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import java.util.Objects;

/**
 * Writes the labels of one scheme in another. The spans stay the same; labels that contradict each
 * other come out repaired, by the rules of {@link SpanScheme}, also from a scheme to itself.
 */
public final class SpanConversion
    implements Configurable, Provenancable<ConfiguredObjectProvenance> {
  @Config(mandatory = true, description = "The scheme the labels have: BIO, IOB1 or BIOES.")
  private SpanScheme from;

  @Config(mandatory = true, description = "The scheme the labels get: BIO, IOB1 or BIOES.")
  private SpanScheme to;

  /** For OLCUT. */
  private SpanConversion() {}

  private SpanConversion(SpanScheme from, SpanScheme to) {
    this.from = from;
    this.to = to;
  }

  /**
   * A conversion.
   *
   * @param from the scheme the labels have
   * @param to the scheme they get
   * @return the conversion
   */
  public static SpanConversion of(SpanScheme from, SpanScheme to) {
    return new SpanConversion(
        Objects.requireNonNull(from, "from"), Objects.requireNonNull(to, "to"));
  }

  /**
   * The scheme that {@link #convert} takes.
   *
   * @return the labels' own scheme
   */
  public SpanScheme from() {
    return from;
  }

  /**
   * The scheme that {@link #convert} gives.
   *
   * @return the scheme converted to
   */
  public SpanScheme to() {
    return to;
  }

  /**
   * Converts the labels of a sentence.
   *
   * @param labels one a token
   * @return as many labels, in the other scheme
   * @throws IllegalArgumentException where a label is not of the scheme they have
   */
  public List<String> convert(List<String> labels) {
    return to.write(labels.size(), from.read(labels));
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "SpanConversion");
  }

  @Override
  public String toString() {
    return "SpanConversion(from=%s,to=%s)".formatted(from, to);
  }
}

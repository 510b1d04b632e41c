package org.tributary.tribuo.data.text;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import org.tributary.internal.NullChecks;
import org.tributary.span.TagScheme;

/**
 * A conversion of labels from one span scheme to another. The spans stay the same. Inconsistent
 * labels are repaired by the rules of {@link TagScheme}, also from a scheme to itself.
 */
public final class SpanConversion
    implements Configurable, Provenancable<ConfiguredObjectProvenance> {
  @Config(mandatory = true, description = "Source scheme: BIO, IOB1 or BIOES.")
  private TagScheme from;

  @Config(mandatory = true, description = "Target scheme: BIO, IOB1 or BIOES.")
  private TagScheme to;

  /** No-argument constructor for OLCUT. */
  private SpanConversion() {}

  private SpanConversion(TagScheme from, TagScheme to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Returns a conversion between two schemes.
   *
   * @param from the source scheme
   * @param to the target scheme
   * @return the conversion
   */
  public static SpanConversion of(TagScheme from, TagScheme to) {
    return new SpanConversion(
        NullChecks.require("from", "a value", from), NullChecks.require("to", "a value", to));
  }

  /**
   * Returns the source scheme.
   *
   * @return the scheme of the labels before conversion
   */
  public TagScheme from() {
    return from;
  }

  /**
   * Returns the target scheme.
   *
   * @return the scheme of the labels after conversion
   */
  public TagScheme to() {
    return to;
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

package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/**
 * A group of features with a table of vectors of its own. A step is read as the sum of its
 * features' vectors, each by its value; as the vector of the unknown where it has only features
 * never seen; and as zeros where it has none of the group.
 */
public final class EmbeddedFeatures implements TaggerInput {
  @Config(mandatory = true, description = "What stands before the = in the features' names.")
  private String group;

  @Config(mandatory = true, description = "Size of a feature's vector, at least 1.")
  private int size;

  /** For OLCUT. */
  private EmbeddedFeatures() {}

  /** Embeds the features of {@code group} in vectors of {@code size}. */
  public EmbeddedFeatures(String group, int size) {
    this.group = group;
    this.size = size;
    postConfig();
  }

  @Override
  public void postConfig() {
    ConfigCheck.requireGroup(group);
    ConfigCheck.requireAtLeast(1, "size", size);
  }

  String group() {
    return group;
  }

  int size() {
    return size;
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerInput");
  }

  @Override
  public String toString() {
    return "EmbeddedFeatures(%s, %d)".formatted(group, size);
  }
}

package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.util.List;
import java.util.Set;
import org.tributary.feature.EmbeddingInput;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;

/**
 * A feature group with its own embedding table. A step is encoded as the sum of its features'
 * embeddings, each scaled by its feature value; as the unknown embedding if all its features of the
 * group are unseen; and as zeros if it has none of the group.
 */
public final class EmbeddedFeatures implements TaggerInput {
  @Config(
      mandatory = true,
      description = "Feature group: the part of feature names before the = or @.")
  @Setting(group = true)
  private String group;

  @Config(mandatory = true, description = "Embedding size, at least 1.")
  @Setting(min = 1)
  private int size;

  /** No-argument constructor for OLCUT. */
  private EmbeddedFeatures() {}

  /** Embeds the features of {@code group} in {@code size} dimensions. */
  public EmbeddedFeatures(String group, int size) {
    this.group = group;
    this.size = size;
    ConfigCheck.asArguments(this::postConfig);
  }

  String group() {
    return group;
  }

  @Override
  public Set<String> groupNames(FeatureGroups groups) {
    return Set.of(group);
  }

  @Override
  public List<ResolvedInput> resolve(InputResolution resolution) {
    resolution.requireGroup(group);
    return List.of(resolved());
  }

  ResolvedInput resolved() {
    return new ResolvedInput(EmbeddingInput.of(group, size), group);
  }

  @Override
  public String toString() {
    return "EmbeddedFeatures(%s, %d)".formatted(group, size);
  }
}

package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.util.List;
import java.util.Set;
import org.tributary.feature.NumberInput;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;

/**
 * A group of numeric features, such as sensor readings, whose values are the network's input: one
 * number for each feature of the group in the training data, 0 if a step lacks the feature.
 */
public final class NumberFeatures implements TaggerInput {
  @Config(
      mandatory = true,
      description = "Feature group: the part of feature names before the = or @.")
  @Setting(group = true)
  private String group;

  @Config(description = "Size of a linear projection of the numbers, or 0 for none.")
  @Setting(min = 0)
  private int projection = 0;

  /** No-argument constructor for OLCUT. */
  private NumberFeatures() {}

  /** Reads the values of {@code group} without a projection. */
  public NumberFeatures(String group) {
    this(group, 0);
  }

  /** Projects the values of {@code group} to {@code projection} numbers; 0 for no projection. */
  public NumberFeatures(String group, int projection) {
    this.group = group;
    this.projection = projection;
    ConfigCheck.asArguments(this::postConfig);
  }

  NumberInput input(int size) {
    NumberInput plain = NumberInput.of(group, size);
    return projection == 0 ? plain : plain.projectedTo(projection);
  }

  @Override
  public Set<String> groupNames(FeatureGroups groups) {
    return Set.of(group);
  }

  @Override
  public List<ResolvedInput> resolve(InputResolution resolution) {
    resolution.requireGroup(group);
    return List.of(new ResolvedInput(input(resolution.groups().ids(group).size()), group));
  }

  @Override
  public String toString() {
    return "NumberFeatures(%s, %d)".formatted(group, projection);
  }
}

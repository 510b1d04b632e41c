package org.tributary.internal.fitting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.tributary.tagger.definition.Vocabulary;

/**
 * The order of labels in the network. It is that of a label domain of Tribuo, the iteration order
 * of a hash map, so that core and Tribuo training give bit-identical parameters.
 */
public final class LabelOrder {
  private LabelOrder() {}

  /**
   * Returns the distinct labels.
   *
   * @param labels the labels of the training data, in their order
   */
  public static Vocabulary of(Iterable<String> labels) {
    Map<String, Boolean> observed = new HashMap<>();
    // Tribuo calls computeIfAbsent, then put; they order labels of one bucket differently
    labels.forEach(label -> observed.computeIfAbsent(label, unseen -> true));
    Map<String, Boolean> copy = new HashMap<>(); // the immutable domain copies the mutable one
    observed.forEach(copy::put);
    return new Vocabulary(new ArrayList<>(copy.keySet()));
  }
}

package org.tributary.tribuo.internal.model;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tribuo.classification.Label;

/**
 * An immutable map from label names to scored labels at one step, in id order, for Tribuo's {@code
 * Prediction}. Its entries are created lazily, because most callers read the best label only.
 */
public final class LabelScores extends AbstractMap<String, Label> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] names; // by id; shared by all steps of a model
  private final float[] scores; // by id
  private final int bestId;
  private final Label best;
  private transient Map<String, Label> entries;

  /**
   * @param names the distinct label names by id; not copied
   * @param scores the scores by id, one per name; not copied
   * @param bestId the id of the predicted label
   */
  public LabelScores(String[] names, float[] scores, int bestId) {
    this.names = names;
    this.scores = scores;
    this.bestId = bestId;
    this.best = new Label(names[bestId], scores[bestId]);
  }

  /** Returns the predicted label with its score. */
  public Label best() {
    return best;
  }

  private synchronized Map<String, Label> entries() {
    if (entries == null) {
      Map<String, Label> all = new LinkedHashMap<>();
      for (int id = 0; id < names.length; id++) {
        all.put(names[id], id == bestId ? best : new Label(names[id], scores[id]));
      }
      entries = Collections.unmodifiableMap(all);
    }
    return entries;
  }

  @Override
  public Set<Map.Entry<String, Label>> entrySet() {
    return entries().entrySet();
  }

  @Override
  public Label get(Object name) {
    return entries().get(name);
  }

  @Override
  public boolean containsKey(Object name) {
    return entries().containsKey(name);
  }
}

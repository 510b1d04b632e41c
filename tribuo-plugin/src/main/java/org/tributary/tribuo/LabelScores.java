package org.tributary.tribuo;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tribuo.classification.Label;

/**
 * The scores of all labels at one step, by name and in the order of their ids, as a prediction of
 * Tribuo's holds them. The map is made when it is first asked, for of most predictions only the
 * best label is. Immutable.
 */
final class LabelScores extends AbstractMap<String, Label> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] names; // by id; the steps of a model share it
  private final float[] scores; // by id
  private final int bestId;
  private final Label best;
  private transient Map<String, Label> made;

  /**
   * @param names by id, each once; nobody may change it from now on
   * @param scores by id, as many; nobody may change it from now on
   * @param bestId of the label that is predicted
   */
  LabelScores(String[] names, float[] scores, int bestId) {
    this.names = names;
    this.scores = scores;
    this.bestId = bestId;
    this.best = new Label(names[bestId], scores[bestId]);
  }

  /** The label that is predicted, and its score. */
  Label best() {
    return best;
  }

  private synchronized Map<String, Label> made() {
    if (made == null) {
      Map<String, Label> all = new LinkedHashMap<>();
      for (int id = 0; id < names.length; id++) {
        all.put(names[id], id == bestId ? best : new Label(names[id], scores[id]));
      }
      made = Collections.unmodifiableMap(all);
    }
    return made;
  }

  @Override
  public Set<Map.Entry<String, Label>> entrySet() {
    return made().entrySet();
  }

  @Override
  public Label get(Object name) {
    return made().get(name);
  }

  @Override
  public boolean containsKey(Object name) {
    return made().containsKey(name);
  }
}

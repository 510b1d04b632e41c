package org.tributary.nn;

import java.util.List;
import java.util.Map;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;

/**
 * Runs a trained {@link Model} on a stream: each call continues from the state of recurrent layers
 * and scans after the call before. Layers that read {@linkplain RecurrentPart#whole whole}
 * sequences keep their results of the first call. Not thread-safe.
 *
 * <p>The state of recurrent layers and scans is carried. A model is refused if its main output
 * combines steps in another way, such as by {@link Floats#meanOverTime}, attention, convolutions or
 * {@link Floats#reversed}, which would see one chunk only; operations of {@link Network#tf} are not
 * checked. An input along which no state is carried, such as the keys of attention, is a context:
 * each chunk has the whole of it.
 *
 * @param <E> the user's object: here a chunk of a sequence, such as one step
 */
public final class ModelStepper<E> {
  private final Model<E> model;
  private CarriedState state = CarriedState.none();

  ModelStepper(Model<E> model) {
    this.model = model;
  }

  /**
   * Reads a chunk.
   *
   * @return the main output; of a sequence [L, F] only the last step, [F]
   */
  public FloatTensor step(E chunk) {
    return step(List.of(NullChecks.require("chunk", "one of a stream", chunk))).get(0);
  }

  /** Reads a chunk of each of several streams, the same number in each call. */
  public List<FloatTensor> step(List<E> chunks) {
    NullChecks.requireElements("chunks", "chunk", chunks);
    Map.Entry<List<FloatTensor>, CarriedState> result = model.step(chunks, state);
    state = result.getValue();
    return result.getKey();
  }

  /** Begins new streams. */
  public void reset() {
    state = CarriedState.none();
  }

  /** Returns another stepper in the same state, for instance for a branch of a beam search. */
  public ModelStepper<E> copy() {
    ModelStepper<E> copy = new ModelStepper<>(model);
    copy.state = state;
    return copy;
  }
}

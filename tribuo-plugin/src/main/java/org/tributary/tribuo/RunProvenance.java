package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.TensorFlow;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.runtime.Threads;

/** Instance values of a model's provenance that describe one training run. */
public final class RunProvenance {
  /** The key of the development data's provenance, if there was any. */
  public static final String DEV = "dev-dataset";

  /** The key of TensorFlow's intra-op thread count. */
  public static final String INTRA_OP = "intra-op-threads";

  /** The key of TensorFlow's inter-op thread count. */
  public static final String INTER_OP = "inter-op-threads";

  /** The key of TensorFlow's version. */
  public static final String TENSORFLOW = "tensorflow-version";

  /** The key of the training device, such as {@code cpu:0}. */
  public static final String DEVICE = "device";

  private RunProvenance() {}

  /**
   * Returns the caller's run provenance together with the values above.
   *
   * @throws IllegalArgumentException if the caller uses one of the keys above
   */
  static Map<String, Provenance> of(
      Map<String, Provenance> caller, Optional<SequenceDataset<Label>> dev) {
    Map<String, Provenance> all = new LinkedHashMap<>();
    Threads threads = TensorFlowRuntime.threads();
    all.put(INTRA_OP, new IntProvenance(INTRA_OP, threads.intraOp()));
    all.put(INTER_OP, new IntProvenance(INTER_OP, threads.interOp()));
    all.put(TENSORFLOW, new StringProvenance(TENSORFLOW, TensorFlow.version()));
    all.put(DEVICE, new StringProvenance(DEVICE, TensorFlowRuntime.device().toString()));
    dev.ifPresent(data -> all.put(DEV, data.getProvenance()));
    caller.forEach(
        (name, value) -> {
          if (all.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException(
                "run provenance: the name '%s' is the tagger's own; choose another"
                    .formatted(name));
          }
        });
    return all;
  }
}

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

/** What a model's provenance tells of one training run beside trainer, data and system. */
public final class RunProvenance {
  /** The provenance of the data that chose the epoch, where there were any. */
  public static final String DEV = "dev-dataset";

  /** TensorFlow's threads inside an operation. */
  public static final String INTRA_OP = "intra-op-threads";

  /** TensorFlow's operations side by side. */
  public static final String INTER_OP = "inter-op-threads";

  /** TensorFlow's version. */
  public static final String TENSORFLOW = "tensorflow-version";

  /** The device that trained, as {@code cpu:0}. */
  public static final String DEVICE = "device";

  private RunProvenance() {}

  /**
   * The caller's values and ours.
   *
   * @throws IllegalArgumentException if the caller uses one of our names
   */
  static Map<String, Provenance> of(
      Map<String, Provenance> callers, Optional<SequenceDataset<Label>> dev) {
    Map<String, Provenance> all = new LinkedHashMap<>();
    Threads threads = TensorFlowRuntime.threads();
    all.put(INTRA_OP, new IntProvenance(INTRA_OP, threads.intraOp()));
    all.put(INTER_OP, new IntProvenance(INTER_OP, threads.interOp()));
    all.put(TENSORFLOW, new StringProvenance(TENSORFLOW, TensorFlow.version()));
    all.put(DEVICE, new StringProvenance(DEVICE, TensorFlowRuntime.device().toString()));
    dev.ifPresent(data -> all.put(DEV, data.getProvenance()));
    callers.forEach(
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

package org.tributary.train.optimizer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Deferred updates by a momentum buffer b: θ ← θ - η ν μ^j b in the j-th step without a gradient,
 * and b ← μ b.
 *
 * @param buffer the name of b
 * @param momentum μ; 0 without momentum
 * @param scale ν: μ for Nesterov momentum, otherwise 1
 * @param averages the factors of the other state variables
 */
record BufferDeferral(
    Ops tf, String buffer, double momentum, double scale, Map<String, Double> averages)
    implements DeferredUpdateRule {

  @Override
  public Map<String, Double> stateFactors() {
    Map<String, Double> factors = new HashMap<>(averages);
    if (momentum > 0) {
      factors.put(buffer, momentum);
    }
    return factors;
  }

  @Override
  public int directions() {
    return momentum > 0 ? 1 : 0;
  }

  @Override
  public LongFunction<double[]> distances(long step, double rate) {
    return last ->
        momentum > 0
            ? new double[] {-rate * scale * Math.pow(momentum, (double) step - last)}
            : new double[0];
  }

  @Override
  public Movement movement(UpdateRule.Target target, Operand<TInt32> rows) {
    Operand<TFloat32> b = target.gather(tf, buffer, rows); // [K, E]
    return distances -> tf.math.mul(distances.get(0), b);
  }
}

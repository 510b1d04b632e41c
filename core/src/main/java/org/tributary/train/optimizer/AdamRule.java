package org.tributary.train.optimizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The update rule of {@link Optimizer.Adam} and {@link Optimizer.AdamW}. */
final class AdamRule implements Formula, DeferredUpdateRule {
  private static final String MEAN = "exp_avg";
  private static final String SQUARES = "exp_avg_sq";

  /** The number of terms of the series in {@link #distances}. */
  private static final int DIRECTIONS = 6;

  /** The maximum ratio of the largest to the smallest {@link #relativeEpsilon} in a window. */
  private static final double MAX_EPSILON_RATIO = 1.15;

  /** Minimum length of a window; shorter ones cost more than updates of whole tables. */
  private static final int MIN_WINDOW = 16;

  private final Ops tf;
  private final Operand<TFloat32> learningRate;

  /** β1 and β2 as TensorFlow computes with them: 1-β is the difference of two float32 numbers. */
  private final double beta1;

  private final double beta2;
  private final double epsilon;

  /** λ of {@link Optimizer.Adam}, added to the gradient; else 0. */
  private final double coupled;

  /** λ of {@link Optimizer.AdamW}, applied to the weights; else 0. */
  private final double decoupled;

  /** ε·√(1-β2^t): TensorFlow adds its epsilon to √v, PyTorch to √v/√(1-β2^t). */
  private final Operand<TFloat32> scaledEpsilon;

  /** η·√(1-β2^t)/(1-β1^t). */
  private final Operand<TFloat32> rate;

  /** {@link #middleEpsilon(long)} of the last finished step. */
  private final Operand<TFloat32> middleEpsilon;

  private final List<Long> windowEnds = new ArrayList<>(List.of(0L));

  /**
   * Creates a rule.
   *
   * @param constants the constants, apart from the weight decay
   * @param coupled the weight decay of {@link Optimizer.Adam}
   * @param decoupled the weight decay of {@link Optimizer.AdamW}
   */
  AdamRule(UpdateContext context, Optimizer.Adam constants, double coupled, double decoupled) {
    this.tf = context.tf();
    this.learningRate = context.learningRate();
    this.beta1 = 1 - (double) (1 - (float) constants.beta1());
    this.beta2 = 1 - (double) (1 - (float) constants.beta2());
    this.epsilon = constants.epsilon();
    this.coupled = coupled;
    this.decoupled = decoupled;
    this.scaledEpsilon = context.scalar(t -> epsilon * Math.sqrt(1 - Math.pow(beta2, (double) t)));
    this.middleEpsilon = context.scalar(this::middleEpsilon);
    this.rate = tf.math.mul(learningRate, context.scalar(this::biasCorrection));
  }

  /** Returns √(1-β2^t)/(1-β1^t). */
  private double biasCorrection(long step) {
    return Math.sqrt(1 - Math.pow(beta2, (double) step)) / (1 - Math.pow(beta1, (double) step));
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public Op update(Part part, Operand<TFloat32> gradient) {
    Operand<TFloat32> g = decayed(coupled, part, gradient);
    return part.rows().isPresent() ? updateRows(part, g) : updateWhole(part.target(), g);
  }

  /** Adds TensorFlow's fused operation, which is faster and rounds differently. */
  private Op updateWhole(Target target, Operand<TFloat32> g) {
    Operand<TFloat32> zero = tf.constant(0f);
    return (decoupled == 0 ? tf : tf.withControlDependencies(decay(target, g)))
        .train.resourceApplyAdam(
            target.variable(),
            target.state(MEAN),
            target.state(SQUARES),
            zero, // for β1^t and β2^t: the rate has the bias correction, in double precision
            zero,
            rate,
            tf.constant((float) beta1),
            tf.constant((float) beta2),
            scaledEpsilon,
            g);
  }

  /** Builds θ ← θ - η λ θ, to run after the gradient, which has read θ. */
  private Op decay(Target target, Operand<TFloat32> gradient) {
    Ops afterGradient = tf.withControlDependencies(gradient);
    return afterGradient.assignSubVariableOp(
        target.variable(), tf.math.mul(learningRate, times(decoupled, target.read(afterGradient))));
  }

  private Op updateRows(Part part, Operand<TFloat32> g) {
    Operand<TFloat32> m = average(part, MEAN, g, beta1);
    Op storeMean = part.assign(MEAN, m);
    Operand<TFloat32> v = average(part, SQUARES, tf.math.square(g), beta2);
    Op storeSquares = part.assign(SQUARES, v);
    Operand<TFloat32> change =
        tf.math.div(tf.math.mul(rate, m), tf.math.add(tf.math.sqrt(v), scaledEpsilon)); // [K, E]
    if (decoupled > 0) {
      Operand<TFloat32> decay = times(decoupled, part.weights());
      change = tf.math.add(change, tf.math.mul(learningRate, decay));
    }
    return part.subtract(tf.withControlDependencies(storeMean, storeSquares), change);
  }

  /** Returns a + (1-β) (value - a), as TensorFlow's own operation does. */
  private Operand<TFloat32> average(Part part, String name, Operand<TFloat32> value, double beta) {
    Operand<TFloat32> old = part.state(name);
    return plus(1 - beta, tf.math.sub(value, old), old);
  }

  /**
   * Returns no row updates with coupled weight decay, which changes every row in each step, or with
   * a β2 for which windows would be too short.
   */
  @Override
  public Optional<RowUpdateRule> rows() {
    boolean isShort = 2 * Math.log(MAX_EPSILON_RATIO) < -MIN_WINDOW * Math.log(beta2);
    return coupled > 0 || isShort ? Optional.empty() : Optional.of(this);
  }

  @Override
  public Optional<DeferredUpdateRule> deferred() {
    return Optional.of(this);
  }

  @Override
  public Map<String, Double> stateFactors() {
    return Map.of(MEAN, beta1, SQUARES, beta2);
  }

  @Override
  public double weightFactor(double rate) {
    return 1 - rate * decoupled;
  }

  /**
   * Returns the window of a step: the longest in which {@link #relativeEpsilon} grows by at most
   * {@link #MAX_EPSILON_RATIO}. Later windows are longer.
   */
  @Override
  public Window window(long step) {
    while (windowEnds.get(windowEnds.size() - 1) < step) {
      windowEnds.add(end(windowEnds.get(windowEnds.size() - 1)));
    }
    int found = Collections.binarySearch(windowEnds, step);
    int at = found >= 0 ? found : -found - 1;
    return new Window(windowEnds.get(at - 1), windowEnds.get(at));
  }

  private long end(long start) {
    double limit = MAX_EPSILON_RATIO * relativeEpsilon(start + 1, start);
    long end = start + 1;
    while (end - start < MAX_WINDOW && relativeEpsilon(end + 1, start) <= limit) {
      end++;
    }
    return end;
  }

  /** Returns ε·√(1-β2^t)/√(β2^j) of step t, the j-th after {@code last}. */
  private double relativeEpsilon(long step, long last) {
    return epsilon
        * Math.sqrt((1 - Math.pow(beta2, (double) step)) / Math.pow(beta2, (double) step - last));
  }

  /** Returns the middle e of {@link #relativeEpsilon} in the window of a step. */
  private double middleEpsilon(long step) {
    Window w = window(Math.max(1, step));
    double least = relativeEpsilon(w.start() + 1, w.start());
    return (least + relativeEpsilon(w.end(), w.start())) / 2;
  }

  @Override
  public int directions() {
    return DIRECTIONS;
  }

  /**
   * In the j-th step after {@code last}, {@code m} and {@code v} of the row have decayed to β1^j m
   * and β2^j v, so that Adam moves it by
   *
   * <pre>
   *   - η √(1-β2^t)/(1-β1^t) · β1^j/√(β2^j) · m/(√v + ε_t),   ε_t = ε √(1-β2^t)/√(β2^j)
   *   m/(√v + ε_t) = m/(√v + e) · Σ_p (-(ε_t - e)/e)^p y^p,    y = e/(√v + e)
   * </pre>
   *
   * <p>a series in p that converges for every v, since ε_t is close to e in a window: with 6 terms
   * the rest is less than 2e-7 of the sum.
   */
  @Override
  public LongFunction<double[]> distances(long step, double rate) {
    double e = middleEpsilon(step);
    double scale = -rate * biasCorrection(step);
    double decay = beta1 / Math.sqrt(beta2);
    return last -> {
      double deviation = (relativeEpsilon(step, last) - e) / e;
      double[] distances = new double[DIRECTIONS];
      distances[0] = scale * Math.pow(decay, (double) step - last);
      for (int p = 1; p < DIRECTIONS; p++) {
        distances[p] = -deviation * distances[p - 1];
      }
      return distances;
    };
  }

  @Override
  public Movement movement(Target target, Operand<TInt32> rows) {
    Part part = new Part(tf, target, Optional.of(rows));
    Operand<TFloat32> root = tf.math.add(tf.math.sqrt(part.state(SQUARES)), middleEpsilon);
    Operand<TFloat32> first = tf.math.div(part.state(MEAN), root); // [K, E]
    Operand<TFloat32> y = tf.math.div(middleEpsilon, root); // [K, E]
    return distances -> {
      Operand<TFloat32> sum = distances.get(DIRECTIONS - 1);
      for (int p = DIRECTIONS - 2; p >= 0; p--) {
        sum = tf.math.add(distances.get(p), tf.math.mul(sum, y));
      }
      return tf.math.mul(sum, first);
    };
  }
}

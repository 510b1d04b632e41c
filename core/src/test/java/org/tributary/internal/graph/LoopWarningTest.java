package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.testing.Eval;

/** Tests of the log warning about loops whose constants cannot enter once. */
class LoopWarningTest {
  private final RecordingLogger logger = new RecordingLogger();

  @Test
  void slowLoopsAreLoggedOnce() {
    WhileLoop.ConstantSupport loops =
        new WhileLoop.ConstantSupport(Optional.of("NoSuchFieldException: nativeHandle"), logger);
    try (Eval eval = new Eval()) {
      Operand<TInt32> first = doubled(loops, eval.tf(), 3);
      assertThat(logger.texts)
          .containsExactly(
              "WARNING while loops: expected to read the handle of TensorFlow Java's Graph, got"
                  + " NoSuchFieldException: nativeHandle; loops give the same numbers, but carry"
                  + " their constants through every iteration, which takes longer. Start Java with"
                  + " --add-opens tensorflow/org.tensorflow=ALL-UNNAMED if TensorFlow Java is on"
                  + " the module path, or use the version of it that Tributary depends on");
      Operand<TInt32> second = doubled(loops, eval.tf(), 5);
      assertThat(logger.texts).hasSize(1);
      Ops tf = eval.tf();
      assertThat(eval.values(tf.dtypes.cast(first, TFloat32.class))).containsExactly(8f);
      assertThat(eval.values(tf.dtypes.cast(second, TFloat32.class))).containsExactly(32f);
    }
  }

  @Test
  void fastLoopsAreNotLogged() {
    try (Eval eval = new Eval()) {
      doubled(new WhileLoop.ConstantSupport(Optional.empty(), logger), eval.tf(), 3);
      assertThat(logger.texts).isEmpty();
    }
  }

  /** Returns 1, doubled {@code times} times by a loop with the constant 2. */
  private static Operand<TInt32> doubled(WhileLoop.ConstantSupport support, Ops tf, int times) {
    WhileLoop loop = new WhileLoop(tf, "doubled", support);
    LoopSlot.Variable<TInt32> value = loop.variable(tf.constant(1));
    LoopSlot<TInt32> two = loop.constant(tf.constant(2));
    return loop.build(
            (ops, now) -> ops.math.less(now.get(value), ops.constant(1 << times)),
            (ops, now) -> now.with(value, ops.math.mul(now.get(value), now.get(two))))
        .get(value);
  }

  private static final class RecordingLogger implements Logger {
    private final List<String> texts = new ArrayList<>();

    @Override
    public String getName() {
      return "logger";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      texts.add(level + " " + message);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      texts.add(level + " " + MessageFormat.format(format, parameters));
    }
  }
}

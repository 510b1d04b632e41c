package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.testing.Eval;

/** Tests of the log warning about loops whose constants cannot enter once. */
class LoopWarningTest {
  private final RecordingLogger logger = new RecordingLogger();

  @Test
  void slowLoopsAreLoggedOnce() {
    WhileLoop loops = new WhileLoop(Optional.of("NoSuchFieldException: nativeHandle"), logger);
    try (Eval eval = new Eval()) {
      Output<TInt32> first = doubled(loops, eval.tf(), 3);
      assertThat(logger.texts)
          .containsExactly(
              "WARNING while loops: expected to read the handle of TensorFlow Java's Graph, got"
                  + " NoSuchFieldException: nativeHandle; loops give the same numbers, but carry"
                  + " their constants through every iteration, which takes longer. Start Java with"
                  + " --add-opens tensorflow/org.tensorflow=ALL-UNNAMED if TensorFlow Java is on"
                  + " the module path, or use the version of it that Tributary depends on");
      Output<TInt32> second = doubled(loops, eval.tf(), 5);
      assertThat(logger.texts).hasSize(1);
      Ops tf = eval.tf();
      assertThat(eval.values(tf.dtypes.cast(first, TFloat32.class))).containsExactly(8f);
      assertThat(eval.values(tf.dtypes.cast(second, TFloat32.class))).containsExactly(32f);
    }
  }

  @Test
  void fastLoopsAreNotLogged() {
    try (Eval eval = new Eval()) {
      doubled(new WhileLoop(Optional.empty(), logger), eval.tf(), 3);
      assertThat(logger.texts).isEmpty();
    }
  }

  /** Returns 1, doubled {@code times} times by a loop with the constant 2. */
  @SuppressWarnings("unchecked")
  private static Output<TInt32> doubled(WhileLoop loops, Ops tf, int times) {
    return (Output<TInt32>)
        loops
            .create(
                tf,
                "doubled",
                new LoopValues(
                    List.of(tf.constant(1).asOutput()), List.of(tf.constant(2).asOutput())),
                (ops, now) ->
                    ops.math.less(
                        (Output<TInt32>) now.variables().get(0), ops.constant(1 << times)),
                (ops, now) ->
                    List.of(
                        ops.math
                            .mul(
                                (Output<TInt32>) now.variables().get(0),
                                (Output<TInt32>) now.constants().get(0))
                            .asOutput()))
            .get(0);
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

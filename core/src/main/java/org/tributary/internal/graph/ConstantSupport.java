package org.tributary.internal.graph;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether constants can enter a loop once; if not, the log warns once about slower loops. */
final class ConstantSupport {
  /** The support of this process. */
  static final ConstantSupport HERE =
      new ConstantSupport(GraphImport.obstacle(), System.getLogger(WhileLoop.class.getName()));

  private final Optional<String> obstacle;
  private final Logger logger;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * @param obstacle reason why constants cannot enter once; empty if they can
   * @param logger destination of the warning
   */
  ConstantSupport(Optional<String> obstacle, Logger logger) {
    this.obstacle = obstacle;
    this.logger = logger;
  }

  /** Returns whether constants can enter a loop once, and warns the first time if they cannot. */
  boolean isAvailable() {
    if (obstacle.isPresent() && !warned.getAndSet(true)) {
      warn(obstacle.get());
    }
    return obstacle.isEmpty();
  }

  private void warn(String why) {
    Module here = WhileLoop.class.getModule();
    logger.log(
        Level.WARNING,
        "while loops: expected to read the handle of TensorFlow Java''s Graph, got {0}; loops give"
            + " the same numbers, but carry their constants through every iteration, which takes"
            + " longer. Start Java with --add-opens tensorflow/org.tensorflow={1} if TensorFlow"
            + " Java is on the module path, or use the version of it that Tributary depends on",
        why,
        here.isNamed() ? here.getName() : "ALL-UNNAMED");
  }
}

package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.CaseSelection;

/** A module that is closed while 16 threads use it gives right answers or refuses by name. */
@Timeout(120)
class ModuleCloseTest {
  private static final int THREADS = 16;
  private static final int ROUNDS =
      Integer.getInteger("tributary.test.closes", CaseSelection.count(20, 60));
  private static final Recurrent DEFINITION = Recurrent.lstm(3).hidden(4);
  private static final ParameterValues PARAMETERS =
      ParameterValues.draw(DEFINITION.parameters(), TorchRandom.seeded(2));
  private static final FloatTensor X =
      FloatTensor.of(TensorShape.of(2, 1, 3), new float[] {1, 2, 3, -1, 5, 0.5f});
  private static final FloatTensor STEP = FloatTensor.of(TensorShape.of(3), new float[] {1, 2, 3});

  private interface Use {
    Object of(RecurrentModule module);
  }

  private static final List<Use> USES =
      List.of(
          module -> module.forward(X).output(),
          module -> module.stepper().step(STEP),
          RecurrentModule::parameters,
          module ->
              module
                  .backward(
                      RecurrentInput.of(X), OutputGradients.ofOutput(module.forward(X).output()))
                  .input());

  static List<Supplier<RecurrentModule>> forms() {
    return List.of(
        () -> UnoptimizedModule.of(DEFINITION, PARAMETERS),
        () -> RecurrentModule.of(DEFINITION, PARAMETERS));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyUseAnswersRightOrIsRefusedByName(Supplier<RecurrentModule> form) throws Exception {
    List<Object> expected = new ArrayList<>();
    try (RecurrentModule module = form.get()) {
      USES.forEach(use -> expected.add(use.of(module)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        RecurrentModule module = form.get();
        Stepper stepper = module.stepper();
        CountDownLatch running = new CountDownLatch(THREADS);
        List<Future<?>> uses = new ArrayList<>();
        for (int k = 0; k < THREADS; k++) {
          int kind = k % (USES.size() + 1);
          boolean steps = k == USES.size(); // a stepper is for one thread
          uses.add(
              threads.submit(
                  () -> {
                    running.countDown();
                    try {
                      while (true) {
                        if (steps) {
                          stepper.reset();
                          assertThat(stepper.step(STEP)).isEqualTo(expected.get(1));
                        } else {
                          int use = kind % USES.size();
                          assertThat(USES.get(use).of(module)).isEqualTo(expected.get(use));
                        }
                      }
                    } catch (IllegalStateException e) {
                      assertThat(e)
                          .hasMessage("recurrent module: expected an open one, got a closed one")
                          .hasNoCause();
                    }
                    return null;
                  }));
        }
        running.await();
        Thread.sleep(round % 4);
        module.close();
        for (Future<?> use : uses) {
          use.get();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}

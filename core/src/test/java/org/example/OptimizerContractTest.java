package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.nn.GraphTrainer;
import org.tributary.nn.ParameterOptimizer;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;

/** The states and scalars of an optimizer of the user's own, and the defects that are refused. */
class OptimizerContractTest {
  /** Adagrad in PyTorch has such a state: {@code initial_accumulator_value}. */
  @Test
  void stateStartsAtItsInitialValue() {
    Optimizer constant =
        optimizer(
            List.of(new Optimizer.State("one", 0.25), Optimizer.State.zeros("other")),
            (context, target, gradient) ->
                context
                    .tf()
                    .assignSubVariableOp(
                        target.variable(),
                        context
                            .tf()
                            .math
                            .add(
                                target.read(context.tf(), "one"),
                                target.read(context.tf(), "other"))));
    assertThat(updated(constant)).containsOnly(-0.25f);
  }

  @Test
  void scalarIsComputedFromTheStepNumber() {
    Optimizer counting =
        new Optimizer() {
          @Override
          public List<State> state() {
            return List.of();
          }

          @Override
          public UpdateRule rule(UpdateContext context) {
            Operand<TFloat32> number = context.scalar(step -> 10.0 * step);
            Ops tf = context.tf();
            return (target, gradient) ->
                tf.assignSubVariableOp(
                    target.variable(), tf.math.add(tf.math.mul(gradient, number), number));
          }
        };
    assertThat(updated(counting)).containsOnly(-20f);
  }

  @Test
  void defectiveOptimizersAreRefused() {
    assertThatThrownBy(() -> new Optimizer.State("", 0))
        .hasMessage(
            "optimizer state: expected a name and a finite initial value, got \"\" and 0.0");
    assertThatThrownBy(() -> new Optimizer.State("v", 1e300))
        .hasMessage(
            "optimizer state: expected a name and a finite initial value, got \"v\" and 1.0E300");
    Optimizer unknown =
        optimizer(
            List.of(Optimizer.State.zeros("v"), Optimizer.State.zeros("b")),
            (context, target, gradient) -> target.read(context.tf(), "c"));
    assertThatThrownBy(() -> updated(unknown))
        .hasMessage("optimizer state: expected one of [b, v], got c; name it in Optimizer.state()");
    Optimizer none = optimizer(List.of(), (context, target, gradient) -> null);
    assertThatThrownBy(() -> updated(none))
        .hasMessage(
            "optimizer mine: expected the last operation of the update of weight, got null");
    Optimizer twice =
        optimizer(
            List.of(Optimizer.State.zeros("v"), Optimizer.State.zeros("v")),
            (context, target, gradient) -> target.read(context.tf(), "v"));
    assertThatThrownBy(() -> updated(twice))
        .hasMessage(
            "optimizer mine: expected state names that are distinct and none of average,"
                + " row_steps and window_rates, got [v, v]");
    try (WeightAndTable net = new WeightAndTable()) {
      GraphTrainer.Builder builder =
          GraphTrainer.builder(net.tf, net.variables, net.gradients, none);
      assertThatThrownBy(
              () ->
                  builder.open(ParameterValues.draw(net.variables.specs(), TorchRandom.seeded(0))))
          .hasMessage(
              "optimizer mine: expected the last operation of the update of weight, got null");
    }
  }

  private interface Dense {
    Op update(UpdateContext context, UpdateRule.Target target, Operand<TFloat32> gradient);
  }

  private static Optimizer optimizer(List<Optimizer.State> states, Dense dense) {
    return new Optimizer() {
      @Override
      public List<State> state() {
        return states;
      }

      @Override
      public UpdateRule rule(UpdateContext context) {
        return (target, gradient) -> dense.update(context, target, gradient);
      }

      @Override
      public String toString() {
        return "mine";
      }
    };
  }

  /** Returns a parameter of zeros after one step with a gradient of ones. */
  private static float[] updated(Optimizer optimizer) {
    List<ParameterSpec> specs =
        List.of(new ParameterSpec("weight", WeightAndTable.WEIGHT, Initializer.constant(0)));
    float[] ones = new float[12];
    Arrays.fill(ones, 1);
    try (ParameterOptimizer updates = ParameterOptimizer.builder(specs, optimizer).open()) {
      return updates
          .updated(
              ParameterValues.builder().add("weight", WeightAndTable.WEIGHT, new float[12]).build(),
              ParameterValues.builder().add("weight", WeightAndTable.WEIGHT, ones).build(),
              0.5)
          .values("weight");
    }
  }
}

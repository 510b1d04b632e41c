package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.internal.training.Checkpoint;
import org.tributary.internal.training.TrainingLoop;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.TrainingOptions.LoopOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;

/** A tagger's training with an optimizer and a schedule of the user's own. */
class UserTrainingTest {
  private static final RmsProp RMS_PROP = new RmsProp(0.9, 1e-5, 0.5);
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(4)
          .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional());
  private static final TaggerSizes SIZES = new TaggerSizes(9, 4);
  private static final int[] COUNTS = {0, 1, 2, 1, 1, 3, 1, 2, 1};
  private static final List<LabelledSequence> DATA =
      List.of(
          new LabelledSequence(FeatureSequence.ofWords(1, 5, 3), 0, 1, 2),
          new LabelledSequence(FeatureSequence.ofWords(2, 4), 1, 2),
          new LabelledSequence(FeatureSequence.ofWords(7, 8, 6, 2), 0, 1, 2, 3));

  @TempDir private Path folder;

  static List<Optimizer> optimizers() {
    return List.of(RMS_PROP, new SparseRmsProp(RMS_PROP));
  }

  private static TrainingOptions options(Optimizer optimizer) {
    return SmallTraining.options()
        .epochs(12)
        .batchSize(1)
        .optimizer(optimizer)
        .schedule(new InverseSquareRoot(0.03).warmUpSteps(2));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void taggerLearnsAndResumesFromACheckpoint(Optimizer optimizer) {
    TrainingOptions options = options(optimizer);
    List<Double> losses = new ArrayList<>();
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run")).everySteps(1);
    TaggerFitter fitter = fitter(options).checkpoints(checkpoints);
    assertThatThrownBy(() -> fitter.train(DATA, DATA, interruptAfter(17)))
        .isInstanceOf(Interruption.class);
    TaggerFitter.Trained whole = fitter(options).train(DATA, DATA, record(losses));
    TaggerFitter.Trained resumed = fitter.train(DATA, DATA, TrainingListener.silent());
    assertThat(losses.get(11)).isLessThan(losses.get(0) / 2);
    assertThat(resumed.parameters()).isEqualTo(whole.parameters());
  }

  /**
   * Deferred row updates equal dense ones, except that they use the learning rate of the row's last
   * gradient.
   */
  @Test
  void deferredRowUpdatesTrainLikeDenseOnes() {
    List<Double> dense = new ArrayList<>();
    List<Double> deferred = new ArrayList<>();
    train(options(RMS_PROP), record(dense));
    train(options(new SparseRmsProp(RMS_PROP)), record(deferred));
    for (int epoch = 0; epoch < dense.size(); epoch++) {
      assertThat(deferred.get(epoch)).isCloseTo(dense.get(epoch), within(0.05));
    }
    List<Double> adam = new ArrayList<>();
    train(options(Optimizer.adam()), record(adam));
    assertThat(Math.abs(adam.get(5) - dense.get(5))).isGreaterThan(0.1);
  }

  @Test
  void scheduleGivesTheRateOfEachStep() {
    List<Double> rates = new ArrayList<>();
    run(new InverseSquareRoot(0.6), rates);
    assertThat(rates)
        .containsExactly(0.6, 0.6 / Math.sqrt(2), 0.6 / Math.sqrt(3), 0.6 / Math.sqrt(4));
  }

  @Test
  void scheduleWithAnInvalidRateIsRefused() {
    List<Double> rates = new ArrayList<>();
    assertThatThrownBy(() -> run(new Falling(0.2, 0.15), rates))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "learning rate: expected a finite number of at least 0, got -0.0999")
        .hasMessageEndingWith("; from schedule Falling[first=0.2, fall=0.15] at step 3");
    assertThat(rates).hasSize(2);
    assertThatThrownBy(() -> run(progress -> 1e300, rates))
        .hasMessageContaining("at most 3.4028235E38, got 1.0E300; from schedule ");
    assertThatThrownBy(() -> run(progress -> Double.NaN, rates))
        .hasMessageContaining("at least 0, got NaN; from schedule ");
  }

  private record Falling(double first, double fall) implements Schedule {
    @Override
    public double learningRate(Progress progress) {
      return first - fall * progress.finished();
    }
  }

  /** Two instances of a lambda have different texts, so a run would never find its checkpoint. */
  @Test
  void checkpointsNeedDescriptions() {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run"));
    Schedule lambda = progress -> 0.1;
    for (Schedule schedule : List.of(lambda, lambda.warmUpFraction(0.1))) {
      TrainingOptions options = options(RMS_PROP).schedule(schedule);
      assertThatThrownBy(
              () ->
                  fitter(options)
                      .checkpoints(checkpoints)
                      .train(DATA, DATA, TrainingListener.silent()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "checkpoints: expected a toString of the schedule that describes it, got ")
          .hasMessageEndingWith(
              ", which is another text in each process; override toString, or make its class a"
                  + " record of its constants");
      train(options.epochs(1), TrainingListener.silent());
    }
    TrainingOptions options = options(new Undescribed());
    assertThatThrownBy(
            () ->
                fitter(options)
                    .checkpoints(checkpoints)
                    .train(DATA, DATA, TrainingListener.silent()))
        .hasMessageStartingWith(
            "checkpoints: expected a toString of the optimizer that describes it, got"
                + " org.example.UserTrainingTest$Undescribed@");
  }

  private static final class Undescribed implements Optimizer {
    @Override
    public List<State> state() {
      return RMS_PROP.state();
    }

    @Override
    public UpdateRule rule(UpdateContext context) {
      return RMS_PROP.rule(context);
    }
  }

  private static void train(TrainingOptions options, TrainingListener listener) {
    fitter(options).train(DATA, DATA, listener);
  }

  private static TaggerFitter fitter(TrainingOptions options) {
    return new TaggerFitter(DEFINITION, SIZES, options, COUNTS, 0);
  }

  private static TrainingListener record(List<Double> losses) {
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochReport report) {
        losses.add(report.meanLoss());
      }
    };
  }

  private static TrainingListener interruptAfter(int steps) {
    int[] count = {0};
    return new TrainingListener() {
      @Override
      public void stepFinished(StepReport report) {
        if (++count[0] == steps) {
          throw new Interruption();
        }
      }
    };
  }

  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Runs four steps of a model that records their learning rates. */
  private static void run(Schedule schedule, List<Double> rates) {
    TrainingLoop.Model<Integer, Integer> model =
        new TrainingLoop.Model<>() {
          @Override
          public List<Integer> batches(int epoch) {
            return List.of(1, 2);
          }

          @Override
          public long tokens(Integer batch) {
            return 1;
          }

          @Override
          public Integer prepare(Integer batch, long number) {
            return batch;
          }

          @Override
          public void release(Integer prepared) {}

          @Override
          public TrainingLoop.StepOutcome step(Integer batch, long number, double rate) {
            rates.add(rate);
            return new TrainingLoop.StepOutcome(1, 1);
          }

          @Override
          public double untrainedLoss() {
            return 1;
          }

          @Override
          public void epochEnded(int epoch) {}

          @Override
          public OptionalDouble score(ParameterValues parameters) {
            return OptionalDouble.empty();
          }

          @Override
          public ParameterValues snapshot() {
            return ParameterValues.builder().build();
          }

          @Override
          public Map<String, ParameterValues> parts() {
            return Map.of();
          }

          @Override
          public void restore(Checkpoint checkpoint) {}
        };
    new TrainingLoop<>(model, LoopOptions.of(2, schedule), TrainingListener.silent()).run();
  }
}

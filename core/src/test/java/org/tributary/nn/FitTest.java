package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

class FitTest {
  @TempDir private Path folder;

  record Line(float[] x, float y) {}

  record Words(int[] ids, int[] tags) {}

  private static Floats line(Network<Line> m) {
    Floats y = m.linear("out", 2, 1).forward(m.vector(2, Line::x)).squeeze(-1);
    m.output(y);
    Floats target = m.number(Line::y);
    m.rmse("rmse", y, target);
    return m.mse(y, target);
  }

  private static List<Line> lines(int count) {
    Random random = new Random(4);
    List<Line> all = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float[] x = {random.nextFloat(), random.nextFloat() * 2};
      all.add(new Line(x, 3 * x[0] - x[1] + 0.5f));
    }
    return all;
  }

  /** A tagger with dropout, an embedding and uneven lengths. */
  private static Floats tagger(Network<Words> m) {
    Floats x = m.embedding("embedding", 9, 4).forward(m.indices(Words::ids)).dropout(0.2);
    Recurrent gru = Recurrent.gru(4).hidden(5).layers(2).dropout(0.3).bidirectional();
    Floats logits = m.linear("head", 10, 3).forward(m.recurrent("gru", gru).forward(x).output());
    Ints tags = m.indices(Words::tags);
    m.output(logits);
    m.accuracy("accuracy", logits, tags);
    return m.crossEntropy(logits, tags);
  }

  private static List<Words> words(int count) {
    Random random = new Random(5);
    List<Words> all = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int[] ids = random.ints(1 + random.nextInt(6), 0, 9).toArray();
      all.add(new Words(ids, Arrays.stream(ids).map(id -> id % 3).toArray()));
    }
    return all;
  }

  /** The same steps in plain Java. */
  @Test
  void stepsAreThoseOfGradientDescent() {
    List<Line> lines = lines(6);
    try (Model<Line> model = Model.of(FitTest::line)) {
      float[] w = model.values().values("out.weight");
      float b = model.values().values("out.bias")[0];
      List<EpochReport> reports =
          model.fit(
              lines,
              Fit.epochs(3)
                  .batchSize(3)
                  .inOrder()
                  .optimizer(Optimizer.sgd())
                  .schedule(Schedule.linear(0.4, 0.1)));
      double[] expected = {w[0], w[1], b};
      double firstLosses = 0;
      for (int step = 0; step < 6; step++) {
        double[] gradient = new double[3];
        for (Line line : lines.subList(step % 2 * 3, step % 2 * 3 + 3)) {
          double error =
              expected[0] * line.x()[0] + expected[1] * line.x()[1] + expected[2] - line.y();
          firstLosses += step < 2 ? error * error / 3 : 0;
          gradient[0] += 2 * error * line.x()[0] / 3;
          gradient[1] += 2 * error * line.x()[1] / 3;
          gradient[2] += 2 * error / 3;
        }
        double rate =
            Schedule.linear(0.4, 0.1).learningRate(new Schedule.Progress(step, 6, List.of()));
        for (int k = 0; k < 3; k++) {
          expected[k] -= rate * gradient[k];
        }
      }
      float[] actual = model.values().values("out.weight");
      assertThat((double) actual[0]).isCloseTo(expected[0], within(1e-5));
      assertThat((double) actual[1]).isCloseTo(expected[1], within(1e-5));
      assertThat((double) model.values().values("out.bias")[0])
          .isCloseTo(expected[2], within(1e-5));
      assertThat(reports.get(0).meanLoss()).isCloseTo(firstLosses / 2, within(1e-5));
    }
  }

  /** Also where the last batch, or the last step, is smaller. */
  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13})
  void accumulatedBatchesAreOneLargeBatch(int count) {
    List<Line> lines = lines(count);
    Fit fit = Fit.epochs(2).inOrder().learningRate(0.1).clipNorm(0.5);
    ParameterValues large = fitted(lines, fit.batchSize(6));
    ParameterValues parts = fitted(lines, fit.batchSize(2).accumulate(3));
    for (String name : large.names()) {
      assertThat(parts.values(name)).containsExactly(large.values(name), within(1e-6f));
    }
    assertThat(fitted(lines, fit.batchSize(2)).values("out.weight")[0])
        .isNotCloseTo(large.values("out.weight")[0], within(1e-3f));
  }

  /** Parts of unequal sizes, and fewer examples than parts. */
  @Test
  void aStepOnPartsOfABatchIsAStepOnTheBatch() {
    Fit fit = Fit.epochs(1).optimizer(Optimizer.sgd());
    try (Model<Line> model = Model.of(FitTest::line)) {
      for (int count : new int[] {5, 3}) {
        try (ModelTrainer<Line> whole = model.trainer(fit);
            ModelTrainer<Line> parts = model.trainer(fit.accumulate(4))) {
          float expected = whole.step(lines(count), 0.1).loss();
          assertThat(parts.step(lines(count), 0.1).loss()).isCloseTo(expected, within(1e-6f));
          for (String name : whole.values().names()) {
            assertThat(parts.values().values(name))
                .containsExactly(whole.values().values(name), within(1e-6f));
          }
        }
      }
    }
  }

  private static ParameterValues fitted(List<Line> lines, Fit fit) {
    try (Model<Line> model = Model.of(FitTest::line)) {
      model.fit(lines, fit);
      return model.values();
    }
  }

  @Test
  void groupsHaveRatesOfTheirOwnAndFrozenParametersStay() {
    List<Line> lines = lines(4);
    Fit fit = Fit.epochs(1).batchSize(4).optimizer(Optimizer.sgd()).learningRate(0.1);
    ParameterValues before;
    try (Model<Line> model = Model.of(FitTest::line)) {
      before = model.values();
    }
    ParameterValues plain = fitted(lines, fit);
    ParameterValues grouped = fitted(lines, fit.group("out.b", Optimizer.sgd(), 3));
    float step = plain.values("out.bias")[0] - before.values("out.bias")[0];
    assertThat(grouped.values("out.bias")[0] - before.values("out.bias")[0])
        .isCloseTo(3 * step, within(1e-5f));
    assertThat(grouped.values("out.weight")).isEqualTo(plain.values("out.weight"));
    ParameterValues frozen = fitted(lines, fit.freeze("out.weight"));
    assertThat(frozen.values("out.weight")).isEqualTo(before.values("out.weight"));
    assertThat(frozen.values("out.bias")).isEqualTo(plain.values("out.bias"));
    assertThatThrownBy(() -> fitted(lines, fit.freeze("head")))
        .hasMessage("freeze: expected the beginning of one of [out.weight, out.bias], got head");
    assertThatThrownBy(() -> fitted(lines, fit.group("head", Optimizer.sgd(), 1)))
        .hasMessageContaining("parameter group: expected the beginning of one of [out.weight");
  }

  @Test
  void theBestEpochIsKeptAndTrainingStopsEarly() {
    List<Line> lines = lines(40);
    AtomicInteger epoch = new AtomicInteger();
    List<ParameterValues> after = new ArrayList<>();
    double[] scores = {1, 3, 2, 2.5, 9};
    try (Model<Line> model = Model.of(FitTest::line)) {
      Fit fit =
          Fit.epochs(5)
              .learningRate(0.01)
              .patience(2)
              .maximize(
                  "own",
                  () -> {
                    after.add(model.values());
                    return scores[epoch.getAndIncrement()];
                  });
      List<EpochReport> reports = model.fit(lines, fit);
      assertThat(reports).hasSize(4);
      assertThat(reports.get(1).best()).isTrue();
      assertThat(reports.get(3).metrics()).isEqualTo(Map.of("own", 2.5));
      assertThat(model.values()).isEqualTo(after.get(1));
    }
  }

  @Test
  void metricsAreThoseOfAllHeldOutExamples() {
    List<Words> words = words(50);
    try (Model<Words> model = Model.of(FitTest::tagger)) {
      Map<String, Double> measured = model.evaluate(words);
      int right = 0;
      int all = 0;
      List<int[]> classes = model.classify(words);
      for (int k = 0; k < words.size(); k++) {
        for (int t = 0; t < words.get(k).tags().length; t++) {
          right += classes.get(k)[t] == words.get(k).tags()[t] ? 1 : 0;
          all++;
        }
        assertThat(model.predict(words.get(k)).shape().get(0)).isEqualTo(classes.get(k).length);
      }
      assertThat(measured.get("accuracy")).isCloseTo((double) right / all, within(1e-6));
      List<EpochReport> reports =
          model.fit(words, words, Fit.epochs(30).learningRate(0.02).maximize("accuracy"));
      assertThat(model.evaluate(words).get("accuracy"))
          .isEqualTo(
              reports.stream().mapToDouble(r -> r.metrics().get("accuracy")).max().orElseThrow())
          .isGreaterThan(0.95);
    }
    try (Model<Line> model = Model.of(FitTest::line)) {
      List<Line> lines = lines(100);
      double squares = 0;
      for (Line line : lines) {
        squares += Math.pow(model.predict(line).get() - line.y(), 2);
      }
      assertThat(model.evaluate(lines).get("rmse"))
          .isCloseTo(Math.sqrt(squares / 100), within(1e-5));
      assertThat(model.evaluate(lines).get("loss")).isCloseTo(squares / 100, within(1e-5));
    }
  }

  @Test
  void equalSeedsGiveEqualBits() {
    List<Words> words = words(30);
    Fit fit = Fit.epochs(3).batchSize(4).learningRate(0.01).clipNorm(1);
    ParameterValues first = tagger(words, fit.seed(7));
    assertThat(tagger(words, fit.seed(7))).isEqualTo(first);
    assertThat(tagger(words, fit.seed(8))).isNotEqualTo(first);
  }

  private static ParameterValues tagger(List<Words> words, Fit fit) {
    try (Model<Words> model = Model.of(FitTest::tagger)) {
      model.fit(words, words.subList(0, 10), fit);
      return model.values();
    }
  }

  /** Ends a run after random steps, as often as it takes, and compares with an undisturbed run. */
  @Test
  void aResumedRunHasTheSameBytes() throws IOException {
    int kills = Integer.getInteger("tributary.kills.fit", 1);
    Random random = new Random(kills);
    List<Words> words = words(25);
    Fit fit =
        Fit.epochs(4)
            .batchSize(3)
            .accumulate(2)
            .schedule(Schedule.cosine(0.02, 0.001))
            .group("embedding", Optimizer.sgd().momentum(0.9), 2)
            .average(WeightAverage.exponential(0.9));
    try (Model<Words> model = Model.of(FitTest::tagger)) {
      model.fit(words, words.subList(0, 9), fit);
      model.save(folder.resolve("whole"));
    }
    for (int run = 0; run < kills; run++) {
      Path file = folder.resolve("checkpoint" + run);
      Fit resumed = fit.checkpoints(Checkpoints.in(file).everySteps(1 + random.nextInt(3)));
      boolean ended = false;
      while (!ended) {
        int last = 1 + random.nextInt(14);
        try (Model<Words> model = Model.of(FitTest::tagger)) {
          model.fit(words, words.subList(0, 9), resumed.listener(killer(last)));
          model.save(folder.resolve("resumed"));
          ended = true;
        } catch (IllegalStateException e) {
          assertThat(e).hasMessage("killed");
        }
      }
      assertThat(folder.resolve("resumed")).hasSameBinaryContentAs(folder.resolve("whole"));
      Files.delete(file);
    }
  }

  private static TrainingListener killer(int last) {
    AtomicInteger steps = new AtomicInteger();
    return new TrainingListener() {
      @Override
      public void stepFinished(StepReport report) {
        if (steps.incrementAndGet() > last) {
          throw new IllegalStateException("killed");
        }
      }
    };
  }

  /** A language model on chunks of two streams. */
  private static Floats language(Network<Words> m) {
    Floats x = m.embedding("embedding", 9, 4).forward(m.indices(Words::ids));
    Recurrent lstm = Recurrent.lstm(4).hidden(5);
    Floats logits = m.linear("head", 5, 9).forward(m.recurrent("lstm", lstm).forward(x).output());
    Ints next = m.indices(Words::tags);
    m.output(logits);
    m.perplexity("perplexity", logits, next);
    return m.crossEntropy(logits, next);
  }

  private static List<Words> chunks(int[] ids, int steps) {
    List<Words> chunks = new ArrayList<>();
    int width = ids.length / 2 - 1;
    for (int at = 0; at + steps <= width; at += steps) {
      for (int from = at; from <= at + width; from += width) {
        chunks.add(
            new Words(
                Arrays.copyOfRange(ids, from, from + steps),
                Arrays.copyOfRange(ids, from + 1, from + steps + 1)));
      }
    }
    return chunks;
  }

  /** With a rate of 0 the loss over chunks is that of the whole streams. */
  @Test
  void carriedStateContinuesThePiecesBefore() {
    int[] ids = new Random(6).ints(2 * 13, 0, 9).toArray();
    try (Model<Words> model = Model.of(FitTest::language)) {
      Fit fit = Fit.epochs(2).batchSize(2).learningRate(1e-12);
      List<Words> chunks = chunks(ids, 4);
      List<EpochReport> carried = model.fit(chunks, chunks, fit.carryState());
      double whole = model.evaluate(chunks(ids, 12)).get("loss");
      assertThat(carried.get(0).meanLoss()).isCloseTo(whole, within(1e-5));
      assertThat(carried.get(1).meanLoss()).isCloseTo(whole, within(1e-5));
      assertThat(carried.get(1).metrics().get("loss")).isCloseTo(whole, within(1e-5));
      assertThat(carried.get(1).metrics().get("perplexity"))
          .isCloseTo(Math.exp(whole), within(1e-4));
      assertThat(model.fit(chunks, fit.inOrder()).get(0).meanLoss())
          .isNotCloseTo(whole, within(1e-4));
      assertThat(model.evaluate(chunks, fit.carryState())).isEqualTo(carried.get(1).metrics());
      assertThat(model.evaluate(chunks, fit).get("loss"))
          .isCloseTo(model.evaluate(chunks).get("loss"), within(1e-5))
          .isNotCloseTo(whole, within(1e-4));
      String message =
          ": expected a multiple of 2 examples, since with carried state each continues the one at"
              + " its place in the batch before, got 5; leave the last 1 out, ";
      List<Words> odd = chunks.subList(0, 5);
      assertThatThrownBy(() -> model.fit(odd, fit.carryState()))
          .hasMessageStartingWith("train" + message);
      assertThatThrownBy(() -> model.fit(chunks, odd, fit.carryState()))
          .hasMessageStartingWith("dev" + message);
      assertThatThrownBy(() -> model.evaluate(odd, fit.carryState()))
          .hasMessageStartingWith("examples" + message);
      ModelStepper<Words> stepper = model.stepper();
      stepper.step(chunks.subList(0, 2));
      assertThatThrownBy(() -> stepper.step(chunks.get(0)))
          .hasMessageStartingWith(
              "carried state: expected a batch of 2 examples, as before, got 1; each continues");
      assertThatThrownBy(() -> model.stepper().step(new Words(new int[0], null)))
          .hasMessageStartingWith(
              "stepper: expected chunks of at least 1 step, got none in example 0 of a batch,"
                  + " Words");
    }
  }

  @Test
  void aRunOnPiecesResumesInTheMiddleOfAnEpoch() throws IOException {
    List<Words> chunks = chunks(new Random(6).ints(2 * 41, 0, 9).toArray(), 5);
    Fit fit = Fit.epochs(3).batchSize(2).learningRate(0.05).carryState();
    try (Model<Words> model = Model.of(FitTest::language)) {
      model.fit(chunks, fit);
      model.save(folder.resolve("whole"));
    }
    Fit resumed = fit.checkpoints(Checkpoints.in(folder.resolve("chunks")).everySteps(1));
    try (Model<Words> model = Model.of(FitTest::language)) {
      assertThatThrownBy(() -> model.fit(chunks, resumed.listener(killer(12))))
          .hasMessage("killed");
      model.fit(chunks, resumed);
      model.save(folder.resolve("resumed"));
    }
    assertThat(folder.resolve("resumed")).hasSameBinaryContentAs(folder.resolve("whole"));
  }

  @Test
  void aCheckpointOfOtherDataIsRefused() {
    List<Line> lines = lines(8);
    Path file = folder.resolve("lines");
    Fit fit = Fit.epochs(1).checkpoints(file);
    try (Model<Line> model = Model.of(FitTest::line)) {
      model.fit(lines, fit);
    }
    lines.set(3, new Line(new float[] {1, 1}, 1));
    try (Model<Line> model = Model.of(FitTest::line)) {
      assertThatThrownBy(() -> model.fit(lines, fit))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("expected training data: 8 examples, CRC ");
    }
    try (Model<Line> model = Model.of(FitTest::line)) {
      assertThatThrownBy(() -> model.fit(lines(8), fit.clipNorm(2).freeze("out.b")))
          .hasMessageContaining(
              "another run's; expected options: frozen [out.b], clip norm OptionalDouble[2.0], got"
                  + " options: frozen [], clip norm OptionalDouble.empty; resume");
    }
  }

  /** Variants whose parameters are equal: a constant, a rate, a formula, the order of operands. */
  @Test
  void aCheckpointOfAnotherDefinitionIsRefused() {
    record Variant(double factor, double rate, double inFormula, boolean swapped, boolean relu) {}
    Variant first = new Variant(1, 0.1, 1, false, false);
    Function<Variant, Model.Definition<Words>> definition =
        variant ->
            m -> {
              Floats x =
                  m.embedding("e", 9, 3).forward(m.indices(Words::ids)).dropout(variant.rate());
              Recurrent rnn = Recurrent.rnn(3).hidden(4);
              Floats hidden =
                  m.recurrent("rnn", variant.relu() ? rnn.nonlinearity(Nonlinearity.RELU) : rnn)
                      .forward(x)
                      .output();
              Floats scanned =
                  m.scan(
                          hidden,
                          (step, state) ->
                              List.of(step.plus(state.get(0).times(variant.inFormula())).tanh()),
                          4)
                      .output();
              Floats difference = variant.swapped() ? hidden.minus(scanned) : scanned.minus(hidden);
              return m.crossEntropy(
                      m.linear("out", 4, 3).forward(difference), m.indices(Words::tags))
                  .times(variant.factor());
            };
    List<Words> words = words(8);
    Fit fit = Fit.epochs(1).checkpoints(folder.resolve("definition"));
    for (int run = 0; run < 2; run++) { // the second takes the finished run from the checkpoint
      try (Model<Words> model = Model.of(definition.apply(first))) {
        model.fit(words, fit);
      }
    }
    for (Variant other :
        List.of(
            new Variant(2, 0.1, 1, false, false),
            new Variant(1, 0.2, 1, false, false),
            new Variant(1, 0.1, 0.5, false, false),
            new Variant(1, 0.1, 1, true, false),
            new Variant(1, 0.1, 1, false, true))) {
      try (Model<Words> model = Model.of(definition.apply(other))) {
        assertThatThrownBy(() -> model.fit(words, fit))
            .as("%s", other)
            .isInstanceOf(TrainingException.class)
            .hasMessageContaining("another run's; expected definition: operations of the loss");
      }
    }
  }

  /** Its first answer would be that of every chunk. */
  @Test
  void aStepperOfWhatReadsWholeSequencesIsRefused() {
    Recurrent gru = Recurrent.gru(4).hidden(5);
    for (boolean adds : new boolean[] {false, true}) {
      for (Recurrent layer : List.of(gru, gru.bidirectional())) {
        try (Model<Words> model =
            Model.of(
                m -> {
                  Floats x = m.embedding("embedding", 9, 4).forward(m.indices(Words::ids));
                  Floats y = m.recurrent("gru", layer).whole().forward(x).output();
                  m.output(adds ? y.concat(x) : y);
                  return y.mean();
                })) {
          assertThatThrownBy(model::stepper)
              .hasMessageStartingWith(
                  "stepper: expected an output whose layers read each chunk, got one");
        }
      }
    }
  }

  /** Reads a stream step by step, and a copy of it after three steps. */
  @Test
  void aStepperContinuesAsTheWholeSequence() {
    int[] ids = {3, 1, 4, 1, 5, 8};
    try (Model<Words> model = Model.of(FitTest::language)) {
      FloatTensor whole = model.predict(new Words(ids, null));
      ModelStepper<Words> stepper = model.stepper();
      ModelStepper<Words> copy = null;
      for (int t = 0; t < ids.length; t++) {
        if (t == 3) {
          copy = stepper.copy();
        }
        FloatTensor step = stepper.step(new Words(new int[] {ids[t]}, null));
        assertThat(step.values()).containsExactly(whole.at(t).values(), within(1e-5f));
      }
      FloatTensor rest = copy.step(new Words(new int[] {1, 5, 8}, null));
      assertThat(rest.values()).containsExactly(whole.at(5).values(), within(1e-5f));
      stepper.reset();
      assertThat(stepper.step(new Words(new int[] {3}, null)).values())
          .containsExactly(whole.at(0).values(), within(1e-5f));
    }
  }

  /** A reader of whole sequences, a layer that begins with its state, and a scan. */
  private static Floats translation(Network<Words> m) {
    EmbeddingPart table = m.embedding("table", 9, 4);
    Floats source = table.forward(m.indices(Words::ids));
    Floats target = table.forward(m.indices(Words::tags));
    RecurrentPart.Result read =
        m.recurrent("read", Recurrent.gru(4).hidden(5)).whole().forward(source);
    Recurrent both = Recurrent.gru(4).hidden(3).bidirectional();
    Floats context = m.recurrent("both", both).forward(source).output();
    Floats decoded =
        m.recurrent("write", Recurrent.gru(4).hidden(5)).forward(target, read.state()).output();
    Floats summed =
        m.scan(decoded, (x, state) -> List.of(state.get(0).times(0.5).plus(x)), 5).output();
    Floats mixed = m.additiveAttention("attention", 5, 6, 7).forward(summed, context);
    m.output(mixed.concat(summed));
    return mixed.square().mean().plus(summed.square().mean());
  }

  /** Only the first call reads the source. */
  @Test
  void aStepperKeepsWhatReadsWholeSequences() {
    Words pair = new Words(new int[] {3, 1, 4, 8}, new int[] {2, 7, 1, 5, 6});
    Words longer = new Words(new int[] {6, 2, 5, 5, 0, 1}, new int[] {4, 4, 3, 1, 0});
    try (Model<Words> model = Model.of(FitTest::translation)) {
      FloatTensor whole = model.predict(pair);
      ModelStepper<Words> stepper = model.stepper();
      ModelStepper<Words> batch = model.stepper();
      FloatTensor other = model.predict(longer);
      for (int t = 0; t < 5; t++) {
        int[] source = t == 0 ? pair.ids() : new int[] {0, 0, 0, 0};
        int[] step = {pair.tags()[t]};
        assertThat(stepper.step(new Words(source, step)).values())
            .containsExactly(whole.at(t).values(), within(1e-5f));
        List<FloatTensor> rows =
            batch.step(
                List.of(
                    new Words(pair.ids(), step),
                    new Words(longer.ids(), new int[] {longer.tags()[t]})));
        assertThat(rows.get(0).values()).containsExactly(whole.at(t).values(), within(1e-5f));
        assertThat(rows.get(1).values()).containsExactly(other.at(t).values(), within(1e-5f));
      }
    }
  }

  @Test
  void aTrainerReturnsOutputsOfTheStep() {
    List<Words> words = words(6);
    try (Model<Words> model = Model.of(FitTest::language);
        ModelTrainer<Words> trainer = model.trainer(Fit.epochs(1).optimizer(Optimizer.sgd()))) {
      List<FloatTensor> before = model.predict(words);
      ModelTrainer.StepResult result = trainer.step(words, 0.5, "output");
      assertThat((double) result.loss()).isCloseTo(model.evaluate(words).get("loss"), within(1e-5));
      for (int k = 0; k < words.size(); k++) {
        assertThat(result.outputs().get("output").get(k).values())
            .containsExactly(before.get(k).values(), within(1e-5f));
      }
      ParameterValues gradients = model.gradients(words);
      double squares = 0;
      for (String name : gradients.names()) {
        float[] values = model.values().values(name);
        float[] gradient = gradients.values(name);
        for (int k = 0; k < values.length; k++) {
          squares += gradient[k] * gradient[k];
          values[k] -= 0.5f * gradient[k];
        }
        assertThat(trainer.values().values(name)).containsExactly(values, within(1e-5f));
      }
      assertThat(result.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-5));
    }
  }

  @Test
  void aSavedModelIsReadByName() throws IOException {
    Path file = folder.resolve("model.safetensors");
    List<Words> words = words(5);
    try (Model<Words> model = Model.of(3, FitTest::tagger);
        Model<Words> other = Model.of(4, FitTest::tagger)) {
      model.save(file);
      assertThat(other.values()).isNotEqualTo(model.values());
      other.load(file);
      assertThat(other.values()).isEqualTo(model.values());
      assertThat(other.predict(words)).isEqualTo(model.predict(words));
    }
    try (Model<Line> line = Model.of(FitTest::line)) {
      assertThatThrownBy(() -> line.load(file))
          .hasMessageContaining("parameters: expected [out.weight, out.bias], got");
    }
  }

  private static TrainingListener afterStep(Consumer<StepReport> action) {
    return new TrainingListener() {
      @Override
      public void stepFinished(StepReport report) {
        action.accept(report);
      }
    };
  }

  /**
   * Compares with trainings that end after the step. The rows of the embedding that a step does not
   * read are updated later.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void listenerSeesWeightsOfTheLastStep(boolean averages) throws IOException {
    List<Words> words = words(12);
    Fit plain = Fit.epochs(1).batchSize(3).inOrder().learningRate(0.05);
    Fit fit = averages ? plain.average(WeightAverage.exponential(0.8)) : plain;
    Path file = folder.resolve("step.safetensors");
    try (Model<Words> model = Model.of(FitTest::tagger);
        Model<Words> other = Model.of(FitTest::tagger)) {
      ParameterValues initial = model.values();
      TrainingListener reader =
          new TrainingListener() {
            @Override
            public void trainingStarted(TrainingPlan plan) {
              assertThat(model.values()).isEqualTo(initial);
            }

            @Override
            public void stepFinished(StepReport report) {
              other.set(initial);
              other.fit(words.subList(0, 3 * report.step()), fit);
              assertThat(model.values()).isEqualTo(other.values()).isNotEqualTo(initial);
              assertThat(model.predict(words)).isEqualTo(other.predict(words));
              assertThat(model.classify(words).toArray())
                  .isEqualTo(other.classify(words).toArray());
              assertThat(model.evaluate(words)).isEqualTo(other.evaluate(words));
              assertThat(model.gradients(words)).isEqualTo(other.gradients(words));
              try (ModelTrainer<Words> trainer = model.trainer(fit)) {
                assertThat(trainer.values()).isEqualTo(other.values());
              }
              try {
                model.save(file);
                assertThat(Safetensors.read(file)).isEqualTo(other.values());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }

            @Override
            public void epochFinished(EpochReport report) {
              assertThat(model.values()).isEqualTo(other.values());
            }
          };
      model.fit(words, fit.listener(reader));
      assertThat(model.values()).isEqualTo(other.values()); // reading changes no bit
    }
  }

  /** Momentum moves the rows of words that a batch does not read, from the first step on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readingWeightsDoesNotChangeTraining(boolean averages) {
    Fit plain =
        Fit.epochs(1)
            .batchSize(1)
            .inOrder()
            .learningRate(0.05)
            .optimizer(Optimizer.sgd().momentum(0.9));
    Fit fit = averages ? plain.average(WeightAverage.exponential(0.8)) : plain;
    ParameterValues expected = null;
    for (boolean reads : new boolean[] {false, true}) {
      try (Model<Words> model = Model.of(FitTest::tagger)) {
        TrainingListener reader =
            new TrainingListener() {
              @Override
              public void stepFinished(StepReport report) {
                if (reads) {
                  assertThat(model.values().names()).isNotEmpty();
                }
              }
            };
        model.fit(words(12), fit.listener(reader));
        expected = reads ? expected : model.values();
        assertThat(model.values()).isEqualTo(expected);
      }
    }
  }

  @Test
  void weightsCannotBeSetDuringTraining() throws IOException {
    List<Line> lines = lines(12);
    Fit fit = Fit.epochs(2).batchSize(4).learningRate(0.1);
    ParameterValues expected = fitted(lines, fit);
    Path file = folder.resolve("line.safetensors");
    try (Model<Line> model = Model.of(FitTest::line)) {
      ParameterValues initial = model.values();
      model.save(file);
      String message =
          ": expected a model that is not in training, got one within fit; stop the training by a"
              + " listener's shouldStop() and fit again, or set weights between steps by"
              + " model.trainer(options).set(values)";
      TrainingListener changer =
          new TrainingListener() {
            @Override
            public void stepFinished(StepReport report) {
              assertThatThrownBy(() -> model.set(initial))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("set" + message);
              assertThatThrownBy(() -> model.load(file)).hasMessage("load" + message);
            }

            @Override
            public void epochFinished(EpochReport report) {
              assertThatThrownBy(() -> model.set(initial)).hasMessage("set" + message);
              assertThatThrownBy(() -> model.fit(lines, fit))
                  .hasMessage(
                      "fit: expected a model that is not in training, got one within fit;"
                          + " wait until it ends, or train another model");
            }
          };
      model.fit(lines, fit.listener(changer));
      assertThat(model.values()).isEqualTo(expected);
      assertThatThrownBy(() -> model.fit(lines, fit.listener(killer(2)))).hasMessage("killed");
      assertThat(model.values()).isEqualTo(expected);
      model.load(file);
      assertThat(model.values()).isEqualTo(initial);
    }
  }

  /** A listener waits for them, which would not end if the training held the model's lock. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void otherThreadsPredictDuringTraining() throws InterruptedException {
    List<Words> words = words(20);
    try (Model<Words> model = Model.of(FitTest::tagger)) {
      List<Words> dev = words.subList(0, 5);
      Fit fit =
          Fit.epochs(2)
              .batchSize(4)
              .listener(
                  afterStep(
                      report ->
                          assertThat(CompletableFuture.supplyAsync(() -> model.predict(dev)).join())
                              .isEqualTo(model.predict(dev))))
              .maximize(
                  "own",
                  () ->
                      0
                          * dev.parallelStream()
                              .mapToDouble(w -> model.predict(w).values()[0])
                              .sum());
      List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
      AtomicBoolean ended = new AtomicBoolean();
      Thread reader =
          new Thread(
              () -> {
                while (!ended.get()) {
                  model.predict(words);
                  model.values();
                }
              });
      reader.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
      reader.start();
      ParameterValues trained;
      try {
        model.fit(words, dev, fit);
        trained = model.values();
      } finally {
        ended.set(true);
        reader.join();
      }
      assertThat(thrown).isEmpty();
      try (Model<Words> alone = Model.of(FitTest::tagger)) {
        Fit without = Fit.epochs(2).batchSize(4);
        alone.fit(words, without.maximize("own", () -> 0));
        assertThat(trained).isEqualTo(alone.values());
      }
    }
  }

  @Test
  void closingModelEndsTraining() {
    Model<Line> model = Model.of(FitTest::line);
    List<Line> lines = lines(12);
    AtomicInteger steps = new AtomicInteger();
    Fit fit =
        Fit.epochs(2)
            .batchSize(4)
            .listener(
                afterStep(
                    report -> {
                      steps.incrementAndGet();
                      model.close();
                    }));
    assertThatThrownBy(() -> model.fit(lines, fit))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model: expected an open one, got a closed one");
    assertThat(steps).hasValue(1);
  }

  /** Reading the parameters changes no bit, and new values replace all of the old ones. */
  @Test
  void trainerValuesAreReadAndSetBetweenSteps() {
    List<Words> words = words(12);
    try (Model<Words> model = Model.of(FitTest::tagger);
        ModelTrainer<Words> read = model.trainer(Fit.epochs(1));
        ModelTrainer<Words> unread = model.trainer(Fit.epochs(1))) {
      for (int step = 0; step < 8; step++) {
        List<Words> batch = words.subList(step, step + 2);
        read.step(batch, 0.05);
        unread.step(batch, 0.05);
        read.values();
      }
      assertThat(read.values()).isEqualTo(unread.values());
      ParameterValues initial = model.values();
      read.set(initial);
      assertThat(read.values()).isEqualTo(initial);
      assertThat(read.step(words, 0, "output").outputs().get("output").get(3).values())
          .isNotEqualTo(unread.step(words, 0, "output").outputs().get("output").get(3).values());
      ParameterValues wrong =
          ParameterValues.of(Map.of("gru", FloatTensor.of(TensorShape.of(1), new float[1])));
      assertThatThrownBy(() -> read.set(wrong))
          .hasMessageStartingWith("parameters: expected [embedding.weight, ");
    }
  }

  @Test
  void trainerRefusesStepsAfterNonFiniteStep() {
    List<Line> lines = lines(4);
    for (int accumulated : new int[] {1, 2}) {
      try (Model<Line> model =
              Model.of(
                  m -> {
                    Floats y = m.linear("out", 2, 1).forward(m.vector(2, Line::x)).squeeze(-1);
                    return y.minus(m.number(Line::y)).sqrt().mean();
                  });
          ModelTrainer<Line> trainer =
              model.trainer(Fit.epochs(1).accumulate(accumulated).optimizer(Optimizer.sgd()))) {
        List<Line> good = List.of(new Line(new float[] {1, 2}, -9), new Line(new float[2], -8));
        trainer.step(good, 0.001);
        assertThatThrownBy(() -> trainer.step(lines, 0.5))
            .isInstanceOf(TrainingException.class)
            .hasMessage(
                "training: the loss became NaN in step 2 at learning rate 0.5; try a lower learning"
                    + " rate or gradient clipping");
        assertThatThrownBy(() -> trainer.step(good, 0.5))
            .isInstanceOf(TrainingException.class)
            .hasMessageStartingWith("training: the loss became NaN in step 2 at learning rate 0.5")
            .hasMessageEndingWith("; the step cannot be undone; create another trainer");
        assertThat(trainer.steps()).isEqualTo(2);
      }
    }
    try (Model<Line> model =
            Model.of( // the root of 0 has an infinite derivative
                m -> m.linear("out", 2, 1).forward(m.vector(2, Line::x)).times(0).sqrt().mean());
        ModelTrainer<Line> trainer = model.trainer(Fit.epochs(1))) {
      assertThatThrownBy(() -> trainer.step(lines, 0.1))
          .hasMessageStartingWith("training: the gradient norm became NaN in step 1 at learning")
          .hasMessageContaining("no weights have changed yet: does the loss divide by 0");
    }
  }

  @Test
  void trainerCountsStepsOfAllThreads() {
    List<Line> lines = lines(3);
    try (Model<Line> model = Model.of(FitTest::line);
        ModelTrainer<Line> one = model.trainer(Fit.epochs(1));
        ModelTrainer<Line> several = model.trainer(Fit.epochs(1))) {
      IntStream.range(0, 40).forEach(k -> one.step(lines, 0.1));
      IntStream.range(0, 40).parallel().forEach(k -> several.step(lines, 0.1));
      assertThat(several.steps()).isEqualTo(40);
      assertThat(several.values()).isEqualTo(one.values());
    }
  }
}

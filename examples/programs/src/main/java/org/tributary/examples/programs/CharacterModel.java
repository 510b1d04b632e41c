package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tributary.examples.chart.LineChart;
import org.tributary.examples.corpus.CharacterText;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.GraphTrainer;
import org.tributary.train.optimizer.Optimizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A program that trains a character language model on the layers alone and samples from it. */
@Command(
    name = "characters",
    description = "A character language model that writes text. Picture: its learning curve.")
public final class CharacterModel implements Callable<Integer> {
  private static final int WINDOW = 50; // L, the characters of a training sequence
  private static final int BATCH = 32; // N
  private static final int INTERVAL = 50; // training steps from one evaluation to the next

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Text in UTF-8. Default: generated sentences.")
  private Path file;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1200",
      description = "Training steps. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.6",
      description = "Divisor of the logits in sampling. Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Mixin private ProgramOptions options;

  @Override
  public Integer call() throws IOException {
    if (steps < INTERVAL) {
      throw new IllegalArgumentException(
          "--steps: expected at least %d, got %d; the model is evaluated every %d steps"
              .formatted(INTERVAL, steps, INTERVAL));
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "--temperature: expected a number above 0, got %s; a small one writes the most probable text"
              .formatted(temperature));
    }
    CharacterText text = file == null ? builtIn() : CharacterText.read(file);
    SplittableRandom random = new SplittableRandom(1);
    int[][] test = text.heldOutWindows(WINDOW + 1);
    List<Integer> evaluated = new ArrayList<>();
    List<Double> inTraining = new ArrayList<>();
    List<Double> heldOut = new ArrayList<>();
    try (Graph graph = TensorFlowRuntime.graph()) {
      var tf = TensorFlowRuntime.ops(graph);
      CharacterNetwork network = new CharacterNetwork(tf, text.alphabet().size());
      var initial = ParameterValues.draw(network.parameters(), TorchRandom.seeded(1));
      try (GraphTrainer trainer =
          GraphTrainer.builder(tf, network.variables(), network.gradients(), Optimizer.adam())
              .clipNorm(5)
              .open(initial)) {
        double loss = 0;
        for (int step = 1; step <= steps; step++) {
          int[][] windows = text.trainingWindows(BATCH, WINDOW + 1, random);
          loss += trainer.step(0.005, feed -> network.feed(feed, windows), network.loss());
          if (step % INTERVAL == 0) {
            evaluated.add(step);
            inTraining.add(Math.exp(loss / INTERVAL));
            var ofHeldOut = trainer.evaluate(feed -> network.feed(feed, test), network.loss());
            heldOut.add(Math.exp(ofHeldOut.get()));
            System.out.printf(
                "step %4d: perplexity %.2f in training, %.2f held out%n",
                step, inTraining.get(inTraining.size() - 1), heldOut.get(heldOut.size() - 1));
            loss = 0;
          }
        }
        System.out.printf("unigram perplexity %.2f held out%n%n", text.unigramPerplexity());
        System.out.println(
            new CharacterSampler(text.alphabet(), network, trainer.values(), temperature)
                .sample(test[0][0], 400, random));
      }
    }
    Path picture = options.file("characters.png");
    new LineChart("A character language model", "training step", "perplexity per character")
        .curve("training text", evaluated, inTraining)
        .curve("held-out text", evaluated, heldOut)
        .write(picture);
    System.out.println("\npicture " + picture);
    return 0;
  }

  private static CharacterText builtIn() {
    var corpus = new CorpusGenerator().generate(new CorpusGenerator.Sizes(4000, 1, 1), 1);
    return CharacterText.of(
        corpus.train().stream()
            .map(sentence -> String.join(" ", sentence.tokens()))
            .collect(Collectors.joining("\n")));
  }
}

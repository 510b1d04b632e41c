package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.tributary.examples.corpus.CharacterText;
import org.tributary.examples.corpus.CharacterText.Window;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Model;
import org.tributary.nn.Network;
import org.tributary.param.TorchRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A program that trains a character language model in a loop of its own and samples from it. */
@Command(name = "characters", description = "A character language model that writes text.")
public final class CharacterModel implements Callable<Integer> {
  private static final int WINDOW = 50; // L, the characters of a training sequence
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

  @Spec private CommandSpec spec;

  private static Floats network(Network<Window> m, int characters) {
    Floats vectors = m.embedding("embedding", characters, 24).forward(m.indices(Window::read));
    Floats hidden = m.recurrent("lstm", Recurrent.lstm(24).hidden(128)).forward(vectors).output();
    Floats logits = m.linear("linear", 128, characters).forward(hidden);
    m.output(logits);
    return m.crossEntropy(logits, m.indices(Window::next));
  }

  @Override
  public Integer call() throws IOException {
    require(
        steps >= INTERVAL,
        "--steps: expected at least %d, got %d; the model is evaluated every %d steps"
            .formatted(INTERVAL, steps, INTERVAL));
    require(
        temperature > 0,
        "--temperature: expected a number above 0, got %s; a small one writes the most probable text"
            .formatted(temperature));
    CharacterText text = file == null ? CharacterText.generated() : CharacterText.read(file);
    SplittableRandom random = new SplittableRandom(1);
    List<Window> test = text.heldOutWindows(WINDOW);
    try (Model<Window> model = Model.of(1, m -> network(m, text.alphabet().size()));
        var trainer = model.trainer(Fit.epochs(1).clipNorm(5))) {
      double loss = 0;
      for (int step = 1; step <= steps; step++) {
        loss += trainer.step(text.trainingWindows(32, WINDOW, random), 0.005).loss();
        if (step % INTERVAL == 0) {
          model.set(trainer.values());
          double heldOut = Math.exp(model.evaluate(test).get(Model.LOSS));
          System.out.printf(
              "step %4d: perplexity %.2f in training, %.2f held out%n",
              step, Math.exp(loss / INTERVAL), heldOut);
          loss = 0;
        }
      }
      System.out.printf(
          "unigram perplexity %.2f held out%n%n%s%n",
          text.unigramPerplexity(),
          sample(model, text.alphabet(), test.get(0).read()[0], TorchRandom.seeded(1)));
    }
    return 0;
  }

  /** Refuses an option, with a message, unless a condition holds. */
  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  /** Writes a text, one character at a time by a stepper. */
  private String sample(Model<Window> model, List<String> alphabet, int first, TorchRandom random) {
    var stepper = model.stepper();
    StringBuilder text = new StringBuilder();
    for (int t = 0, character = first; t < 400; t++) {
      text.append(alphabet.get(character));
      character = stepper.step(new Window(new int[] {character}, null)).sample(temperature, random);
    }
    return text.toString();
  }
}

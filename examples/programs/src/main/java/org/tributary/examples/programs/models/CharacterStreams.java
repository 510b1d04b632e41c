package org.tributary.examples.programs.models;

import static java.util.Arrays.copyOfRange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Ints;
import org.tributary.nn.Model;
import org.tributary.nn.ModelStepper;
import org.tributary.nn.Network;
import org.tributary.param.TorchRandom;
import org.tributary.train.EpochReport;

/** A language model of characters, trained on chunks of 16 streams, which then writes text. */
@SuppressWarnings("ArrayRecordComponent") // examples are arrays
public final class CharacterStreams {
  record Chunk(int[] ids, int[] next) {}

  record Result(List<EpochReport> epochs, String written) {}

  static Floats network(Network<Chunk> m, int characters) {
    Floats x = m.embedding("embedding", characters, 16).forward(m.indices(Chunk::ids));
    Recurrent lstm = Recurrent.lstm(16).hidden(64).layers(2);
    Floats hidden = m.recurrent("lstm", lstm).forward(x).output();
    Floats logits = m.linear("head", 64, characters).forward(hidden);
    Ints next = m.indices(Chunk::next);
    m.output(logits);
    m.perplexity("perplexity", logits, next);
    return m.crossEntropy(logits, next);
  }

  static Result run(String text, Fit fit) {
    int[] alphabet = text.chars().distinct().sorted().toArray();
    int[] ids = text.chars().map(c -> java.util.Arrays.binarySearch(alphabet, c)).toArray();
    List<Chunk> chunks = new ArrayList<>();
    int width = (ids.length - 1) / 16;
    for (int at = 0; at + 32 <= width; at += 32) {
      for (int from = at; from < at + 16 * width; from += width) {
        chunks.add(
            new Chunk(copyOfRange(ids, from, from + 32), copyOfRange(ids, from + 1, from + 33)));
      }
    }
    try (Model<Chunk> model = Model.of(m -> network(m, alphabet.length))) {
      List<EpochReport> epochs =
          model.fit(chunks, chunks, fit.batchSize(16).carryState().clipNorm(5));
      TorchRandom random = TorchRandom.seeded(3);
      ModelStepper<Chunk> stepper = model.stepper();
      StringBuilder written = new StringBuilder();
      for (int id = ids[0]; written.length() < 200; ) {
        written.append((char) alphabet[id]);
        id = stepper.step(new Chunk(new int[] {id}, null)).sample(0.7, random);
      }
      return new Result(epochs, written.toString());
    }
  }

  public static void main(String[] args) throws IOException {
    Fit fit = Fit.epochs(10).learningRate(0.005).progress(System.out::println);
    System.out.println(run(Files.readString(Path.of(args[0])), fit).written());
  }
}

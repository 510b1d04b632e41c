package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateManyLabelsTest {

  /** Tribuo's evaluator iterates over all pairs of labels for every label. */
  @Test
  void tribuoEvaluationIsOmittedAbove500Labels(@TempDir Path folder) throws IOException {
    Path train = folder.resolve("train");
    String words =
        IntStream.range(0, 501)
            .mapToObj(i -> "w" + i % 7 + " L" + i + (i % 20 == 19 ? "\n" : ""))
            .collect(Collectors.joining("\n"));
    Files.writeString(train, words + "\n\n");
    String model = folder.resolve("model").toString();
    String options =
        " --column 2 --epochs 1 --hidden-size 4 --layers 1 --embedding-size 4 --character-encoder none";
    Cli.run(
            ("train --train %s --dev %s --model %s" + options)
                .formatted(train, train, model)
                .split(" ", -1))
        .succeeds();
    assertThat(
            Cli.run("evaluate", "--model", model, "--test", train.toString(), "--tribuo")
                .succeeds()
                .output())
        .contains("Tribuo's evaluation is omitted: it is too slow for more than 500 labels.");
  }
}

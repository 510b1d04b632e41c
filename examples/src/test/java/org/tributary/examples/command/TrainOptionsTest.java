package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** Every option of {@code train} reaches the model's provenance. */
class TrainOptionsTest {
  private static final String GRID = "--grid: expected ";

  @TempDir private Path folder;

  private Cli train(String... options) throws IOException {
    Path data = folder.resolve("spans.txt");
    Files.writeString(data, "Ann B-PER\nLee I-PER\nruns O\n\nBob B-PER\nsits O\n".repeat(3));
    List<String> arguments = new ArrayList<>(List.of("train", "--column", "2", "--epochs", "1"));
    arguments.addAll(List.of("--train", data.toString(), "--dev", data.toString()));
    arguments.addAll(List.of("--hidden", "3", "--embedding", "4"));
    arguments.addAll(List.of("--model", folder.resolve("model").toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  private Map<String, String> stored() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(folder.resolve("model"))) {
      Map<String, String> options = new TreeMap<>();
      model
          .getProvenance()
          .getTrainerProvenance()
          .getConfiguredParameters()
          .forEach((name, value) -> options.put(name, value.toString()));
      return options;
    }
  }

  @Test
  void theDefaultsAreThoseThatTheResultsReport() throws IOException {
    train().succeeds();
    assertThat(stored())
        .containsEntry("layers", "2")
        .containsEntry("dropout", "0.0")
        .containsEntry("lockedDropout", "0.5")
        .containsEntry("alsoPredict", "[upos, xpos, feats, deprel, head]")
        .containsEntry("connection", "RESIDUAL")
        .containsEntry("learningRateCurve", "COSINE")
        .containsEntry("unknownRate", "5.0")
        .containsEntry("averageDecay", "0.999")
        .containsEntry("head", "SOFTMAX");
  }

  @Test
  void everyOptionIsHeard() throws IOException {
    train(
            "--crf",
            "--scheme",
            "bio",
            "--cell",
            "gru",
            "--layers",
            "2",
            "--connection",
            "residual",
            "--recurrent-dropout",
            "0.2",
            "--optimizer",
            "sgd",
            "--momentum",
            "0.5",
            "--weight-decay",
            "0.01",
            "--warm-up",
            "0.1",
            "--batch-words",
            "20",
            "--patience",
            "2",
            "--dropout",
            "0.25",
            "--locked-dropout",
            "0",
            "--word-dropout",
            "0.125",
            "--unknown-rate",
            "0.75",
            "--also",
            "xpos",
            "--also-weight",
            "0.75",
            "--curve",
            "linear",
            "--average",
            "0",
            "--characters",
            "none",
            "--seed",
            "5")
        .succeeds();
    assertThat(stored())
        .containsEntry("head", "CRF")
        .containsEntry("scheme", "BIO")
        .containsEntry("cell", "GRU")
        .containsEntry("layers", "2")
        .containsEntry("connection", "RESIDUAL")
        .containsEntry("recurrentDropout", "0.2")
        .containsEntry("warmUp", "0.1")
        .containsEntry("batchWords", "20")
        .containsEntry("patience", "2")
        .containsEntry("dropout", "0.25")
        .containsEntry("lockedDropout", "0.0")
        .containsEntry("wordDropout", "0.125")
        .containsEntry("unknownRate", "0.75")
        .containsEntry("alsoPredict", "[xpos]")
        .containsEntry("alsoWeight", "0.75")
        .containsEntry("learningRateCurve", "LINEAR")
        .containsEntry("averageDecay", "0.0")
        .containsEntry("seed", "5");
    assertThat(stored().get("inputs")).doesNotContain("CharacterFeatures");
    assertThat(stored().get("optimizer"))
        .contains("SgdOptimizer", "momentum", "0.5", "weightDecay", "0.01");
    train("--momentum", "0.5")
        .isWrongUsage(
            "tributary train",
            "--momentum: expected it with --optimizer sgd; the others have their own averages");
  }

  @Test
  void charactersMayBeReadByTheirLargestOutputs() throws IOException {
    train("--characters", "lstm_max").succeeds();
    assertThat(stored().get("inputs")).contains("CharacterFeatures", "MAX");
  }

  @Test
  void anEmptyListMeansNoOtherColumn() throws IOException {
    train("--also", "").succeeds();
    assertThat(stored()).containsEntry("alsoPredict", "[]");
  }

  @Test
  void ofSeveralSeedsTheBestModelIsKeptAndTheSpreadTold() throws IOException {
    Cli run =
        train("--seed", "5", "--seeds", "3", "--layers", "1", "--characters", "none", "--also", "");
    run.succeeds();
    List<Double> accuracies =
        Pattern.compile("dev score ([0-9.]+) %")
            .matcher(run.output())
            .results()
            .map(found -> Double.valueOf(found.group(1)))
            .toList();
    assertThat(accuracies).hasSize(3);
    int best = accuracies.indexOf(Collections.max(accuracies));
    assertThat(stored()).containsEntry("seed", String.valueOf(5 + best));
    double mean = accuracies.stream().mapToDouble(a -> a / 100).average().orElseThrow();
    assertThat(run.output())
        .contains("seed   5", "seed   6", "seed   7")
        .contains(String.format(Locale.ROOT, "%.4f ± ", mean))
        .contains(" over 3 seeds");
    train("--seeds", "0").isWrongUsage("tributary train", "--seeds: expected at least 1, got 0");
  }

  @Test
  void ofAGridEveryPointIsTrainedAndComparedAndTheBestModelKept() throws IOException {
    Cli run =
        train(
            "--grid",
            "layers=1,2",
            "--grid=cell=gru,RNN",
            "--seeds",
            "2",
            "--crf",
            "--also=",
            "--characters=none",
            "--learning-rate",
            "0.05",
            "--scheme=bio");
    run.succeeds();
    List<String> points = found("grid   (.+)", run.output());
    assertThat(points)
        .containsExactly(
            "layers=1, cell=gru",
            "layers=1, cell=gru",
            "layers=1, cell=RNN",
            "layers=1, cell=RNN",
            "layers=2, cell=gru",
            "layers=2, cell=gru",
            "layers=2, cell=RNN",
            "layers=2, cell=RNN");
    List<Double> scores =
        found("dev score ([0-9.]+) %", run.output()).stream().map(Double::valueOf).toList();
    assertThat(scores).hasSize(8);
    int best = scores.indexOf(Collections.max(scores));
    assertThat(stored())
        .containsEntry("seed", String.valueOf(1 + best % 2))
        .containsEntry("layers", String.valueOf(1 + best / 4))
        .containsEntry("cell", best / 2 % 2 == 0 ? "GRU" : "RNN")
        .containsEntry("head", "CRF") // as it was given beside the grid
        .containsEntry("scheme", "BIO")
        .containsEntry("alsoPredict", "[]")
        .containsEntry("learningRate", "0.05");
    List<String> table = found("dev    ([0-9.]+ ± .*)", run.output());
    assertThat(table)
        .hasSize(4)
        .isSortedAccordingTo(
            Comparator.comparing((String line) -> line.substring(0, 6)).reversed());
    for (int point = 0; point < 4; point++) {
      String name = points.get(2 * point);
      double mean = (scores.get(2 * point) + scores.get(2 * point + 1)) / 200;
      assertThat(table)
          .filteredOn(line -> line.endsWith("  " + name))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line).contains(" over 2 seeds (");
                assertThat(Double.parseDouble(line.substring(0, 6))).isCloseTo(mean, within(2e-4));
              });
    }
  }

  @Test
  void everyPointOfAGridHasACheckpointOfItsOwn() throws IOException {
    Path file = folder.resolve("run");
    String[] options = {
      "--grid", "layers=1,2", "--grid", "dropout=0,0.5", "--checkpoints", file.toString()
    };
    train(options).succeeds();
    assertThat(folder.toFile().list((f, name) -> name.startsWith("run")))
        .containsExactlyInAnyOrder(
            "run.layers=1-dropout=0",
            "run.layers=1-dropout=0.5",
            "run.layers=2-dropout=0",
            "run.layers=2-dropout=0.5");
    Map<String, String> first = stored();
    train(options).succeeds(); // every run is over, and is taken up at its end
    assertThat(stored()).isEqualTo(first);
  }

  @Test
  void aFlagThatIsDeniedIsDeniedInAGridToo() throws IOException {
    train("--grid", "layers=1,2", "--crf=false", "--also=").succeeds();
    assertThat(stored()).containsEntry("head", "SOFTMAX");
  }

  @Test
  void whatIsWrittenIsNoFileThatIsReadOrWrittenBesides() throws IOException {
    String model = folder.resolve("model").toString();
    train("--checkpoints", folder + "/./model")
        .isWrongUsage(
            "tributary train",
            "--checkpoints: expected another file than --model, got %s/./model for both"
                .formatted(folder));
    train("--model", data.toString())
        .isWrongUsage(
            "tributary train",
            "--model: expected another file than --train, got %s for both".formatted(data));
    assertThat(data).content().contains("Ann B-PER");
    assertThat(Path.of(model)).doesNotExist();
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  @Test
  void aGridOfWhatCannotBeTrainedIsWrongUsage() throws IOException {
    train("--grid", "hidden").isWrongUsage("tributary train", GRID + "OPTION=V,V..., got 'hidden'");
    train("--grid", "hidden=")
        .isWrongUsage("tributary train", GRID + "OPTION=V,V..., got 'hidden='");
    train("--grid", "layers=1", "--grid", "layers=2")
        .isWrongUsage("tributary train", GRID + "each option once, got 'layers' twice");
    assertThat(train("--grid", "model=a,b").error())
        .contains(GRID + "one of [--also-weight, --average,", "got 'model'");
    assertThat(train("--grid", "layers=1,two").error()).contains("--grid: ", "--layers", "two");
    train("--grid", "layers=1,0")
        .isWrongUsage("tributary train", "layers: expected a number from 1 to 1000, got 0");
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void aRunThatIsOverIsTakenUpAtItsEnd() throws IOException {
    String[] options = {
      "--layers", "1", "--characters", "none", "--checkpoints", folder.resolve("run").toString()
    };
    Cli first = train(options);
    first.succeeds();
    assertThat(first.output()).contains("epoch  1/1");
    byte[] weights = weights();
    Cli again = train(options);
    again.succeeds();
    assertThat(again.output())
        .doesNotContain("epoch  1/1")
        .contains("best   epoch 1, dev score", "saved");
    assertThat(weights()).isEqualTo(weights);
    Cli other = train("--layers", "1", "--checkpoints", folder.resolve("run").toString());
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.error()).contains("checkpoint").contains("another run");
  }

  private byte[] weights() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(folder.resolve("model"))) {
      LstmTaggerProto proto = model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
      return LstmTaggerProto.newBuilder()
          .addAllParameters(proto.getParametersList())
          .build()
          .toByteArray();
    }
  }
}

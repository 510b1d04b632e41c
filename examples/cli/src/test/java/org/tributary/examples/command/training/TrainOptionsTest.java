package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.provenance.RunProvenance;

/** Options of {@code train} and their values in the model's provenance. */
class TrainOptionsTest {
  @TempDir private static Path shared;
  private static SmallTraining plain;
  private static SmallTraining varied;
  private static Cli variedRun;

  @TempDir private Path folder;
  private SmallTraining small;

  /** Trains without further options, and with some that do not affect each other. */
  @BeforeAll
  static void trainOnce() throws IOException {
    plain = new SmallTraining(Files.createDirectory(shared.resolve("plain")));
    plain.train("--quiet").succeeds();
    varied = new SmallTraining(Files.createDirectory(shared.resolve("varied")));
    variedRun =
        varied
            .train(
                "--character-encoder",
                "lstm_max",
                "--auxiliary-columns",
                "",
                "--no-outside-bias-tuning")
            .succeeds();
  }

  @BeforeEach
  void setUp() {
    small = new SmallTraining(folder);
  }

  @Test
  void defaultsMatchThePublishedResults() throws IOException {
    assertThat(plain.stored())
        .containsEntry("layers", "0")
        .containsEntry("preset", "DEFAULT")
        .containsEntry("dropout", "0.0")
        .containsEntry("lockedDropout", "0.5")
        .containsEntry(
            "auxiliaryTasks",
            "[conllu.upos, conllu.xpos, conllu.feats, conllu.deprel, conllu.head]")
        .containsEntry("connection", "RESIDUAL")
        .containsEntry("learningRateSchedule", "COSINE")
        .containsEntry("unknownRate", "-1.0")
        .containsEntry("wordDropout", "-1.0")
        .containsEntry("averageDecay", "0.999")
        .containsEntry("head", "AUTO");
  }

  @Test
  void mistakeAmongSpanLabelsIsNotedUnlessABaseModelHasIt() throws IOException {
    Path file = Files.writeString(folder.resolve("mistyped"), "Ann B-PER\nLee I-PER\nruns o\n");
    Path model = folder.resolve("base");
    List<String> arguments =
        List.of("train", "--column=2", "--epochs=1", "--train=" + file, "--dev=" + file);
    String note = "note   " + file + ": the label 'o' is not a span label such as B-PER";
    assertThat(run(arguments, "--hidden-size=3", "--model=" + model)).contains(note);
    assertThat(run(arguments, "--from=" + model, "--model=" + folder.resolve("next")))
        .doesNotContain(note);
  }

  private static String run(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return Cli.run(all.toArray(new String[0])).succeeds().output();
  }

  @Test
  void spanLabelsHaveTheirOwnDefaults() throws IOException {
    assertThat(plain.recorded())
        .containsEntry("resolved-head", "crf")
        .containsEntry("resolved-batch", "8 sequences")
        .containsEntry("resolved-epochs", "1")
        .containsEntry("resolved-word-dropout", "0.1")
        .containsEntry("resolved-unknown-rate", "20.0");
    small
        .train("--word-dropout", "0", "--unk-rate", "3", "--batch-size", "2", "--softmax")
        .succeeds();
    assertThat(small.recorded())
        .containsEntry("resolved-batch", "2 sequences")
        .containsEntry("resolved-word-dropout", "0.0")
        .containsEntry("resolved-unknown-rate", "3.0");
  }

  @Test
  void everyOptionReachesTheTrainer() throws IOException {
    small
        .train(
            "--crf",
            "--scheme",
            "bio",
            "--cell",
            "gru",
            "--layers",
            "2",
            "--skip-connection",
            "residual",
            "--recurrent-dropout",
            "0.2",
            "--optimizer",
            "sgd",
            "--momentum",
            "0.5",
            "--weight-decay",
            "0.01",
            "--lr-warm-up",
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
            "--unk-rate",
            "0.75",
            "--auxiliary-columns",
            "xpos",
            "--auxiliary-weight",
            "0.75",
            "--lr-schedule",
            "linear",
            "--ema-decay",
            "0",
            "--character-encoder",
            "none",
            "--seed",
            "5")
        .succeeds();
    assertThat(small.stored())
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
        .containsEntry("auxiliaryTasks", "[conllu.xpos]")
        .containsEntry("auxiliaryWeight", "0.75")
        .containsEntry("learningRateSchedule", "LINEAR")
        .containsEntry("averageDecay", "0.0")
        .containsEntry("seed", "5");
    assertThat(small.stored().get("inputs")).doesNotContain("CharacterFeatures");
    assertThat(small.stored().get("optimizer"))
        .contains("SgdOptimizer", "momentum", "0.5", "weightDecay", "0.01");
    small
        .train("--momentum", "0.5")
        .isWrongUsage(
            "tributary train",
            "--momentum: expected --optimizer sgd, got adam, which has its own moments; leave out one of both");
  }

  /** Options whose names, types and texts are those of the trainer's settings. */
  @Test
  void settingsWithDerivedOptionsReachTheTrainer() throws IOException {
    small
        .train(
            "--scheme=bio",
            "--constrain-training=true",
            "--bidirectional=false",
            "--dev-measure=accuracy",
            "--embedding-standard-deviation=0.25",
            "--lr-schedule=plateau",
            "--plateau-factor=0.5",
            "--plateau-patience=3",
            "--plateau-threshold=0.03125",
            "--lr=0.125",
            "--final-learning-rate=0.0625",
            "--gradient-clip=1",
            "--auxiliary-columns=xpos",
            "--max-auxiliary-labels=77",
            "--batch-order=as_given",
            "--average-last-epochs=0.5",
            "--ema-decay=0",
            "--layers=1",
            "--character-encoder=none")
        .succeeds();
    assertThat(small.stored())
        .containsEntry("scheme", "BIO")
        .containsEntry("constrainTraining", "true")
        .containsEntry("bidirectional", "false")
        .containsEntry("devMeasure", "ACCURACY")
        .containsEntry("embeddingSize", "4")
        .containsEntry("hiddenSize", "3")
        .containsEntry("embeddingStandardDeviation", "0.25")
        .containsEntry("learningRateSchedule", "PLATEAU")
        .containsEntry("plateauFactor", "0.5")
        .containsEntry("plateauPatience", "3")
        .containsEntry("plateauThreshold", "0.03125")
        .containsEntry("learningRate", "0.125")
        .containsEntry("finalLearningRate", "0.0625")
        .containsEntry("gradientClip", "1.0")
        .containsEntry("maxAuxiliaryLabels", "77")
        .containsEntry("batchOrder", "AS_GIVEN")
        .containsEntry("averageLastEpochs", "0.5");
  }

  @Test
  void labelSmoothingReachesTheTrainerAndIsReproduced() throws IOException {
    small
        .train("--softmax", "--label-smoothing", "0.1", "--layers=1", "--character-encoder=none")
        .succeeds();
    assertThat(small.stored()).containsEntry("labelSmoothing", "0.1");
    assertThat(Cli.run("reproduce", "--model", small.model().toString()).succeeds().output())
        .contains("weights      bit-identical");
    small
        .train("--crf", "--label-smoothing", "0.1")
        .isWrongUsage(
            "tributary train",
            "--label-smoothing: expected 0 beside a CRF, or a softmax head, whose targets it smooths, got 0.1");
    small
        .train("--label-smoothing", "0.1") // the labels are those of spans
        .failsSaying(
            "--label-smoothing: expected 0 for the head crf of the column tag, got 0.1; only a softmax has a target of each word: choose a softmax, or leave label smoothing out");
  }

  @Test
  void characterMaxPoolingReachesTheTrainer() throws IOException {
    assertThat(varied.stored().get("inputs")).contains("CharacterFeatures", "MAX");
  }

  @Test
  void emptyAlsoOptionDisablesAuxiliaryTasks() throws IOException {
    assertThat(varied.stored()).containsEntry("auxiliaryTasks", "[]");
  }

  @Test
  void biasOfOutsideIsTunedUnlessAskedNotTo() throws IOException {
    assertThat(plain.stored()).containsEntry("tuneOutsideBias", "true");
    assertThat(varied.stored()).containsEntry("tuneOutsideBias", "false");
    assertThat(variedRun.output()).doesNotContain("\nbias ");
    try (LstmTaggerModel model = LstmTaggerModel.load(varied.model())) {
      assertThat(model.getProvenance().getInstanceProvenance().getMap())
          .doesNotContainKey(RunProvenance.OUTSIDE_BIAS);
    }
  }

  @Test
  void bestModelOfSeveralSeedsIsSaved() throws IOException {
    Cli run =
        small.train(
            "--seed",
            "5",
            "--seeds",
            "3",
            "--layers",
            "1",
            "--character-encoder",
            "none",
            "--auxiliary-columns",
            "");
    run.succeeds();
    List<Double> scores = SmallTraining.scores(run);
    assertThat(scores).hasSize(3);
    int best = scores.indexOf(Collections.max(scores));
    assertThat(small.stored()).containsEntry("seed", String.valueOf(5 + best));
    double mean = scores.stream().mapToDouble(a -> a).average().orElseThrow();
    assertThat(run.output())
        .contains("seed   5", "seed   6", "seed   7")
        .contains(String.format(Locale.ROOT, "%.2f %% ± ", mean))
        .contains(" over 3 seeds")
        .containsPattern("saved  .*, seed %d\\)".formatted(5 + best));
    small
        .train("--seeds", "0")
        .isWrongUsage("tributary train", "--seeds: expected at least 1, got 0");
  }

  @Test
  void unusualLabelsAreNoted() throws IOException {
    Path train = Files.writeString(folder.resolve("train"), "a X\nb _\n\na X\n");
    Path dev = Files.writeString(folder.resolve("dev"), "a X\nb Y\n");
    Path test = Files.writeString(folder.resolve("test"), "zz X\n");
    String model = folder.resolve("odd").toString();
    assertThat(
            Cli.run(
                    "train",
                    "--column",
                    "2",
                    "--train",
                    train.toString(),
                    "--dev",
                    dev.toString(),
                    "--model",
                    model,
                    "--epochs",
                    "1",
                    "--hidden-size",
                    "3")
                .succeeds()
                .output())
        .contains(
            "note   %s: 1 of its words have a label that the training file lacks".formatted(dev))
        .contains("note   %s: 1 of its words have the label _".formatted(train));
    assertThat(
            Cli.run("evaluate", "--model", model, "--test", test.toString(), "--column", "2")
                .succeeds()
                .output())
        .contains("warning every word is unknown to the model");
  }
}

package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.provenance.RunProvenance;

/** Knowledge distillation: {@code train --teacher}, with and without {@code --raw}. */
class TrainTeacherTest {
  private static final String[] SMALL = {
    "--features", "words", "--layers", "1", "--character-encoder", "none"
  };

  @TempDir private static Path shared;
  private static SmallTraining teacher;
  private static Path first;
  private static Path second;

  @TempDir private Path folder;
  private SmallTraining small;

  @BeforeAll
  static void trainTeachers() throws IOException {
    teacher = new SmallTraining(shared);
    train(teacher, "--softmax").succeeds();
    first = Files.move(teacher.model(), shared.resolve("first"));
    train(teacher, "--crf", "--seed", "2").succeeds();
    second = Files.move(teacher.model(), shared.resolve("second"));
  }

  @BeforeEach
  void setUp() {
    small = new SmallTraining(folder);
  }

  private Cli train(String... options) throws IOException {
    return train(small, options);
  }

  private static Cli train(SmallTraining small, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(SMALL));
    all.addAll(List.of(options));
    return small.train(all.toArray(new String[0]));
  }

  private Map<String, ?> run() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(small.model())) {
      return model.getProvenance().getInstanceProvenance().getMap();
    }
  }

  private String hash(Path file) throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(file)) {
      return model.parametersSha256();
    }
  }

  @Test
  void studentsLearnFromTeachersThatTagOnceForAllRuns() throws IOException {
    train("--crf").succeeds();
    String alone = hash(small.model());
    Cli cli =
        train("--crf", "--teacher", first + "," + second, "--teacher-weight", "0.8", "--seeds", "2")
            .succeeds();
    assertThat(cli.output())
        .contains(
            "teacher %s (3 labels)".formatted(first), "teacher %s (3 labels)".formatted(second))
        .containsOnlyOnce("teach  4 sentences tagged in ");
    assertThat(hash(small.model())).isNotEqualTo(alone);
    String teachers =
        "%s (SHA-256 %s), %s (SHA-256 %s)".formatted(first, hash(first), second, hash(second));
    assertThat(run().get(RunProvenance.TEACHERS)).hasToString(teachers);
    assertThat(run().get(RunProvenance.TEACHER_WEIGHT)).hasToString("0.8");
    assertThat(Cli.run("info", small.model().toString()).succeeds().output())
        .contains("teachers    " + teachers)
        .doesNotContain("reproduce ");
    assertThat(Cli.run("reproduce", "--model", small.model().toString()).error())
        .startsWith(
            "tributary: %s: teachers: expected a training on labels alone, got one on the distributions of "
                .formatted(small.model()))
        .hasLineCount(1);
  }

  @Test
  void rawSentencesOfEachFormatEnterTheVocabulary() throws IOException {
    Path tokens = Files.writeString(folder.resolve("raw.txt"), "Zoe runs .\n\nEve sits .\nLee\n");
    Path conllu =
        Files.writeString(
            folder.resolve("raw.conllu"),
            "1\tMax\t_\t_\t_\t_\t0\troot\t_\t_\n2\tswims\t_\t_\t_\t_\t1\tx\t_\t_\n\n");
    Path columns = Files.writeString(folder.resolve("raw.col"), "Ian X\nrows X\n");
    Cli cli =
        train("--teacher", "" + first, "--raw", tokens + "," + conllu + "," + columns).succeeds();
    assertThat(cli.output())
        .contains(
            "raw    %s (3 sentences)".formatted(tokens),
            "raw    %s (1 sentence)".formatted(conllu),
            "raw    %s (1 sentence)".formatted(columns),
            "teach  4 sentences tagged in ",
            "teach  5 sentences tagged in ");
    try (LstmTaggerModel model = LstmTaggerModel.load(small.model())) {
      assertThat(model.getFeatureIDMap().keySet().toString())
          .contains("Zoe", "Eve", "swims", "rows", "Ann");
    }
    assertThat(run().get(RunProvenance.RAW_SENTENCES)).hasToString("5");
    assertThat(Cli.run("info", small.model().toString()).succeeds().output())
        .contains("; 5 raw sentences");
  }

  @Test
  void labelsThatTheTrainingFileLacksAreNoted() throws IOException {
    Path some = Files.writeString(folder.resolve("some.txt"), "Ann B-PER\nruns O\n\n".repeat(2));
    assertThat(
            Cli.run(
                    "train",
                    "--train=" + some,
                    "--dev=" + some,
                    "--column=2",
                    "--epochs=1",
                    "--hidden-size=3",
                    "--teacher=" + first,
                    "--model=" + small.model())
                .succeeds()
                .output())
        .contains(
            "note   teacher %s: the model does not have 1 of its 3 labels, whose probability goes to the others: I-PER\n"
                .formatted(first));
  }

  @Test
  void rawTextIsTokenizedOnRequest() throws IOException {
    Path text = Files.writeString(folder.resolve("raw.txt"), "Zoe runs. Eve sits!\n");
    Cli cli = train("--teacher", "" + first, "--raw", "" + text, "--raw-language", "en").succeeds();
    assertThat(cli.output()).contains("raw    %s (2 sentences)".formatted(text));
  }

  @Test
  void seedsAndCheckpointsHaveTeachersToo() throws IOException {
    Path raw = Files.writeString(folder.resolve("raw.txt"), "Zoe runs .\n");
    String[] teachers = {"--teacher", "" + first, "--raw", "" + raw};
    train(teachers).succeeds();
    String plain = hash(small.model());
    List<String> seeds = new ArrayList<>(List.of(teachers));
    seeds.addAll(List.of("--seeds", "2"));
    Cli cli = train(seeds.toArray(String[]::new)).succeeds();
    assertThat(cli.output())
        .contains("seed   1", "seed   2")
        .containsOnlyOnce("teach  4 sentences tagged in ");
    List<String> checkpoint = new ArrayList<>(List.of(teachers));
    checkpoint.addAll(List.of("--checkpoint", folder.resolve("run").toString()));
    for (int repetition = 0; repetition < 2; repetition++) { // the second reads the checkpoint
      train(checkpoint.toArray(String[]::new)).succeeds();
      assertThat(hash(small.model())).isEqualTo(plain);
    }
    checkpoint.addAll(List.of("--teacher-weight", "0.7"));
    assertThat(train(checkpoint.toArray(String[]::new)).error()).contains("another run");
  }

  @Test
  void fineTuningHasTeachersToo() throws IOException {
    Cli.run(
            "train",
            "--train",
            "" + teacher.data(),
            "--column",
            "2",
            "--model",
            "" + small.model(),
            "--from",
            "" + first,
            "--teacher",
            "" + second,
            "--epochs",
            "1")
        .succeeds();
    assertThat(run()).containsKeys(RunProvenance.BASE, RunProvenance.TEACHERS);
  }

  @Test
  void teachersOfOtherLabelsAndEmptyFilesAreRefused() throws IOException {
    Path parts = Files.writeString(folder.resolve("parts.txt"), "Ann N\nruns V\n\n".repeat(2));
    Cli.run(
            "train",
            "--train",
            "" + parts,
            "--column",
            "2",
            "--model",
            "" + small.model(),
            "--teacher",
            "" + first)
        .failsSaying(
            "%s: expected a teacher with some of the labels [N, V] of the training data, got only others: [B-PER, I-PER, O]; choose a teacher of the same task"
                .formatted(first));
    Path empty = Files.writeString(folder.resolve("empty.txt"), "\n");
    train("--teacher", "" + first, "--raw", "" + empty)
        .failsSaying(empty + ": expected at least one sentence, got none");
    Path none = folder.resolve("none");
    train("--teacher", "" + none)
        .failsSaying("tagger " + none + ": expected a file, got none; check the path");
  }

  @Test
  void wrongCombinationsAreWrongUsage() throws IOException {
    wrongUsage("--raw: expected a teacher; add --teacher MODEL", "--raw", "a");
    wrongUsage(
        "--teacher-weight: expected a teacher; add --teacher MODEL", "--teacher-weight", "0.5");
    wrongUsage("--raw-language: expected a teacher; add --teacher MODEL", "--raw-language", "en");
    String model = first.toString();
    for (String weight : List.of("0", "1.5", "NaN")) {
      wrongUsage(
          "--teacher-weight: expected a number above 0 and at most 1, got "
              + Double.valueOf(weight),
          "--teacher",
          model,
          "--teacher-weight",
          weight);
    }
    wrongUsage(
        "--teacher: expected each model once, got [%s, %s]".formatted(model, model),
        "--teacher",
        model + "," + model);
    wrongUsage(
        "--raw-language: expected sentences without labels; add --raw FILE",
        "--teacher",
        model,
        "--raw-language",
        "en");
    wrongUsage(
        "--raw-language: expected a language such as de or fr-CA, got 'xx'",
        "--teacher",
        model,
        "--raw",
        "a",
        "--raw-language",
        "xx");
    wrongUsage(
        "--model: expected a different file from --teacher, got %s for both"
            .formatted(small.model()),
        "--teacher",
        small.model().toString());
    wrongUsage(
        "--model: expected a different file from --raw, got %s for both".formatted(small.model()),
        "--teacher",
        model,
        "--raw",
        small.model().toString());
  }

  private void wrongUsage(String message, String... options) throws IOException {
    train(options).isWrongUsage("tributary train", message);
  }
}

package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.console.Console;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.job.ModelInfo;
import org.tributary.tribuo.LstmTaggerModel;

/**
 * A search on a cluster trains what the local grid trains, and again what a killed executor lost.
 */
@Timeout(300)
@ExtendWith(Cluster.class)
class SearchCommandTest {
  private static final List<String> OPTIONS =
      List.of(
          "--column=2",
          "--grid=layers=1,2",
          "--seeds=2",
          "--epochs=2",
          "--grid=hidden-size=5", // repeated with one value
          "--embedding-size=6",
          "--character-encoder=none");

  @TempDir static Path folder;

  private static CorpusFiles files;
  private static Path few;

  @BeforeAll
  static void write() throws IOException {
    Cluster.session();
    files = CorpusFiles.write(SmallTagger.CORPUS, CorpusFiles.Format.COLUMNS, folder, "entities-");
    few = Files.writeString(folder.resolve("few"), first(Files.readString(files.train()), 60));
  }

  /** Returns the first sentences of a file. */
  private static String first(String text, int sentences) {
    return String.join("\n\n", Arrays.asList(text.split("\n\n", -1)).subList(0, sentences))
        + "\n\n";
  }

  private interface Program {
    int run(Console console, String... arguments);
  }

  private static String run(Program program, Path model, String... more) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    List<String> arguments = new ArrayList<>(Arrays.asList(more));
    arguments.addAll(OPTIONS);
    arguments.add("--model=" + model);
    arguments.add("--train=" + few);
    Console console =
        Console.of(
            new ByteArrayInputStream(new byte[0]),
            output,
            new PrintStream(error, true, StandardCharsets.UTF_8));
    int exit = program.run(console, arguments.toArray(new String[0]));
    assertThat(exit).as(error.toString(StandardCharsets.UTF_8)).isZero();
    return output.toString(StandardCharsets.UTF_8);
  }

  private static List<String> summaries(String output) {
    Matcher lines = Pattern.compile("dev    (\\S+ % ± .*)").matcher(output);
    List<String> found = new ArrayList<>();
    while (lines.find()) {
      found.add(lines.group(1));
    }
    return found;
  }

  @Test
  void searchEqualsTheLocalGridThoughAnExecutorIsKilled() throws Exception {
    Path found = folder.resolve("found.tribuo");
    Path results = folder.resolve("results.jsonl");
    String output;
    try (ExecutorKill kill = ExecutorKill.atNextTask()) {
      output = run(SparkCommand::run, found, "search", "--results=" + results);
      kill.requireLostTask();
    }

    // without --dev: both hold out the same sentences
    Path local = folder.resolve("local.tribuo");
    String expected = run(TributaryCommand::run, local, "train");
    assertThat(summaries(output)).hasSize(2).isEqualTo(summaries(expected));
    assertThat(Files.readAllLines(results))
        .hasSize(4)
        .allMatch(line -> line.contains("\"devScore\":0."))
        .allMatch(line -> line.contains("\"provenance\":\"") && line.contains("" + few));
    try (LstmTaggerModel best = LstmTaggerModel.load(found);
        LstmTaggerModel same = LstmTaggerModel.load(local)) {
      assertThat(best.parametersSha256()).isEqualTo(same.parametersSha256());
      assertThat(best.history()).isEqualTo(same.history());
    }
  }

  /** The encoder and its tokenizer are copied beside the model, which a task has trained. */
  @Test
  void searchWithTokenVectorsEqualsTheLocalGrid() throws Exception {
    Path files = Path.of("../../../core/src/test/resources/org/tributary/onnx");
    String[] options = {
      "",
      "--token-vectors=" + files.resolve("encoder.onnx"),
      "--token-vector-projection=4",
      "--token-vector-cache=none"
    };
    Path found = Files.createDirectory(folder.resolve("spark")).resolve("found.tribuo");
    Path local = Files.createDirectory(folder.resolve("local")).resolve("local.tribuo");
    options[0] = "search";
    String output = run(SparkCommand::run, found, options);
    assertThat(output).contains(", and beside it copies of the encoder and its tokenizer (");
    options[0] = "train";
    String expected = run(TributaryCommand::run, local, options);
    assertThat(summaries(output)).hasSize(2).isEqualTo(summaries(expected));
    try (LstmTaggerModel best = LstmTaggerModel.load(found);
        LstmTaggerModel same = LstmTaggerModel.load(local)) {
      assertThat(best.parametersSha256()).isEqualTo(same.parametersSha256());
      assertThat(best.getProvenance().toString()).contains("encoder.onnx");
    }
  }

  /** A training that fails is reported with its reason; the others count. */
  @Test
  void failedTrainingIsReportedAndTheOthersAreUsed() throws Exception {
    Path found = folder.resolve("one.tribuo");
    Path results = folder.resolve("one.jsonl");
    String[] options = {
      "search",
      "--train=" + few,
      "--dev=" + files.dev(),
      "--column=2",
      "--epochs=1",
      "--hidden-size=5",
      "--embedding-size=6",
      "--character-encoder=none",
      "--optimizer=sgd",
      "--model=" + found,
      "--results=" + results,
      "--grid=learning-rate=0.1,1e30"
    };
    SparkProgram.Result result = SparkProgram.run((Object[]) options);
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output())
        .containsPattern("\nfailed  seed 1  learning-rate=1e30: training: [^\n]*; ")
        .containsPattern("\ndev    [0-9.]+ %  seed 1  learning-rate=0.1\n")
        .containsPattern("\ndev    [0-9.]+ %  learning-rate=0.1\n");
    assertThat(found).exists();
    List<String> lines = Files.readAllLines(results);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .startsWith("{\"grid\":{\"learning-rate\":\"0.1\"},\"seed\":1,\"devScore\":");
    assertThat(lines.get(1))
        .startsWith("{\"grid\":{\"learning-rate\":\"1e30\"},\"seed\":1,\"failure\":\"training: ");
  }

  /** An executor of another machine trains on copies; the model has the driver's paths. */
  @Test
  void provenanceHasTheDriversPathsThoughTheTaskReadCopies() throws Exception {
    Path train = folder.resolve("driver").resolve("train.txt");
    Path dev = folder.resolve("driver").resolve("dev.txt");
    SearchTask task = taskWithCopies(train, dev);
    SearchTask.Trained trained = task.train();
    assertThat(trained.finished().failure()).isEmpty();
    assertThat(trained.finished().provenance())
        .contains(train.toString(), dev.toString())
        .doesNotContain("tributary-search");
    Path model = Files.write(folder.resolve("copied.tribuo"), trained.model());
    ModelInfo info = ModelInfo.read(model); // its checksum holds
    assertThat(info.metadata().provenance().values())
        .noneMatch(v -> v.contains("tributary-search"));
    Files.createDirectory(train.getParent());
    Files.copy(few, train);
    Files.copy(files.dev(), dev);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Console console = Console.of(new ByteArrayInputStream(new byte[0]), output, System.err);
    assertThat(TributaryCommand.run(console, "reproduce", "--model=" + model)).isZero();
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("weights      bit-identical");
  }

  /** Such as on a full disk: Spark tries the task again, on another executor. */
  @Test
  void failureToCopyFilesIsNoFailedTraining() throws IOException {
    Path tooLong = folder.resolve("x".repeat(300));
    SearchTask task = taskWithCopies(folder.resolve("train.txt"), tooLong);
    assertThatThrownBy(task::train).isInstanceOf(IOException.class).hasMessageContaining("xxx");
  }

  /** Returns a training with files that this machine does not have. */
  private SearchTask taskWithCopies(Path train, Path dev) throws IOException {
    Map<String, byte[]> bytes =
        new TreeMap<>(
            Map.of(
                "--train", Files.readAllBytes(few),
                "--dev", Files.readAllBytes(files.dev())));
    SearchCommand search =
        SearchProgram.parse(
            "--train=" + train,
            "--dev=" + dev,
            "--column=2",
            "--epochs=1",
            "--hidden-size=5",
            "--character-encoder=none");
    return new SearchTask(
        0,
        3,
        SearchTask.configuration(
            search.trainer(search.points().get(0).setting(), 3).getProvenance()),
        SearchTask.configuration(search.extractor().getProvenance()),
        search.sentences(),
        JavaSparkContext.fromSparkContext(Cluster.session().sparkContext()).broadcast(bytes),
        Map.of("--train", train.toString(), "--dev", dev.toString()));
  }
}

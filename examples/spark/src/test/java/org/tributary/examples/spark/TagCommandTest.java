package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.console.Console;
import org.tributary.examples.corpus.CorpusText;
import org.tributary.tagger.Tagger;

/** The command's formats, refused rows, and what a killed driver leaves. */
@Timeout(300)
@ExtendWith(Cluster.class)
class TagCommandTest {
  @TempDir static Path folder;

  private static SparkSession spark;
  private static Path model;
  private static Path conllu;

  @BeforeAll
  static void start() throws IOException {
    spark = Cluster.session();
    model = folder.resolve("small.tributary");
    SmallTagger.train(model);
    conllu = folder.resolve("test.conllu");
    Files.writeString(conllu, CorpusText.conllu(SmallTagger.CORPUS.test()));
  }

  private record Result(int exit, String output, String error) {}

  private interface Program {
    int run(Console console, String... arguments);
  }

  private static Result run(Program program, Object... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    Console console =
        Console.of(
            new ByteArrayInputStream(new byte[0]),
            output,
            new PrintStream(error, true, StandardCharsets.UTF_8));
    int exit =
        program.run(console, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(
        exit, output.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
  }

  /** Returns the concatenated parts of an output folder. */
  private static byte[] parts(Path output) throws IOException {
    assertThat(output.resolve("_SUCCESS")).exists();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(output)) {
      for (Path part :
          files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList()) {
        all.write(Files.readAllBytes(part));
      }
    }
    return all.toByteArray();
  }

  private static byte[] singleProcess() throws IOException {
    Path single = folder.resolve("single.conllu");
    Result local =
        run(TributaryCommand::run, "tag", "--model", model, "--input", conllu, "--output", single);
    assertThat(local.exit()).as(local.error()).isZero();
    return Files.readAllBytes(single);
  }

  @Test
  void conlluEqualsThatOfASingleProcessByteForByte() throws IOException {
    Path output = folder.resolve("conllu");
    Result result =
        run(SparkCommand::run, "tag", "--model", model, "--input", conllu, "--output", output);
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output())
        .contains(" words in 1,000 sentences in ")
        .endsWith("saved  " + output + "\n");
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("part-")))
          .hasSizeGreaterThan(1);
    }
    assertThat(parts(output)).isEqualTo(singleProcess());
    Result again =
        run(SparkCommand::run, "tag", "--model", model, "--input", conllu, "--output", output);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.error())
        .isEqualTo(
            "tributary-spark: --output: expected a folder that does not exist, got file:%s; remove it or choose another\n"
                .formatted(output));
  }

  @Test
  void jsonRowsKeepTheirColumnsAndRefusedOnesAreAside() throws IOException {
    Path input = folder.resolve("rows.jsonl");
    Files.writeString(
        input,
        """
        {"id":7,"tokens":["Ann","sleeps","."]}
        {"id":8,"tokens":[]}
        {"id":9}
        no json
        {"id":10,"tokens":["Ann","."]}
        """);
    Path output = folder.resolve("json");
    Result result =
        run(SparkCommand::run, "tag", "--model", model, "--input", input, "--output", output);
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output()).contains("refused 3 rows; they are in " + output + "/_refused");
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : new String(parts(output), StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        rows.add(mapper.readTree(line));
      }
    }
    assertThat(rows).extracting(row -> row.get("id").asInt()).containsExactly(7, 10);
    assertThat(rows.get(0).fieldNames())
        .toIterable()
        .containsExactly("id", "tokens", "labels", "probabilities", "spans");
    try (Tagger tagger = Tagger.load(model)) {
      assertThat(rows.get(0).get("labels"))
          .extracting(JsonNode::asText)
          .isEqualTo(tagger.tag(List.of("Ann", "sleeps", ".")).labels());
    }
    List<String> refused;
    try (Stream<Path> files = Files.list(output.resolve("_refused"))) {
      refused =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .sorted()
              .flatMap(TagCommandTest::lines)
              .toList();
    }
    assertThat(refused)
        .containsExactly(
            "{\"reason\":\"tokens: expected at least one, got none in the sentence; leave it out\",\"row\":{\"_corrupt_record\":null,\"id\":8,\"tokens\":[]}}",
            "{\"reason\":\"column tokens: expected a value, got null; leave the row out\",\"row\":{\"_corrupt_record\":null,\"id\":9,\"tokens\":null}}",
            "{\"reason\":\"column tokens: expected a value, got null; leave the row out\",\"row\":{\"_corrupt_record\":\"no json\",\"id\":null,\"tokens\":null}}");
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void parquetIsReadAndWritten() {
    Path input = folder.resolve("rows.parquet");
    SmallTagger.frame(spark, SmallTagger.sentences().subList(0, 50), 2)
        .write()
        .parquet(input.toString());
    Path output = folder.resolve("parquet");
    Result result =
        run(SparkCommand::run, "tag", "--model", model, "--input", input, "--output", output);
    assertThat(result.exit()).as(result.error()).isZero();
    List<Row> rows = spark.read().parquet(output.toString()).orderBy("id").collectAsList();
    assertThat(rows).hasSize(50);
    assertThat(rows)
        .allMatch(row -> row.getList(1).size() == row.getList(row.fieldIndex("labels")).size());
  }

  @Test
  void wrongUsageIsRefused() {
    assertThat(run(SparkCommand::run, "tag", "--model", "m", "--input", "x.txt", "--output", "o"))
        .extracting(Result::exit, result -> result.error().lines().findFirst().orElseThrow())
        .containsExactly(
            2,
            "tributary-spark: --input: expected a name that ends in .parquet, .json, .jsonl or .conllu, got 'x.txt'; give --input-format, or --tokenize for plain text");
    assertThat(
            run(
                    SparkCommand::run,
                    "tag",
                    "--model=m",
                    "--input=x.json",
                    "--output=o",
                    "--format=conllu")
                .error())
        .contains("--format: expected parquet or json for the input format json, got conllu");
  }

  /** A driver that is killed leaves no output; the next one replaces what it left. */
  @Test
  void killedDriverLeavesNothingThatIsTakenForWhole() throws Exception {
    Path output = folder.resolve("restarted");
    Path partial = folder.resolve("restarted.partial");
    Process driver = driver(output);
    try {
      while (!hasParts(partial)) {
        assertThat(driver.isAlive()).as("the driver ended before the kill").isTrue();
        Thread.sleep(20);
      }
    } finally {
      driver.destroyForcibly().waitFor();
    }
    assertThat(output).doesNotExist();
    assertThat(partial).exists();
    Process second = driver(output);
    assertThat(second.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
    assertThat(partial).doesNotExist();
    assertThat(parts(output)).isEqualTo(singleProcess());
  }

  private static boolean hasParts(Path partial) throws IOException {
    if (!Files.exists(partial)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(partial)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("part-"));
    } catch (java.io.UncheckedIOException e) {
      return false; // a file was renamed meanwhile
    }
  }

  private static Process driver(Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "tag",
            "--master=local[1]",
            "--conf=spark.sql.files.maxPartitionBytes=16384",
            "--conf=spark.sql.files.openCostInBytes=0",
            "--model=" + model,
            "--input=" + conllu,
            "--output=" + output)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("driver.log").toFile())
        .start();
  }
}

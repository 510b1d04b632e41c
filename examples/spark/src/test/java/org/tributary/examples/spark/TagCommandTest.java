package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.corpus.CorpusFiles;

/** The command's formats, usage, and what a killed driver leaves. */
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
    Files.writeString(conllu, CorpusFiles.conllu(SmallTagger.CORPUS.test()));
  }

  /** Returns the concatenated parts of an output folder. */
  static byte[] parts(Path output) throws IOException {
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

  /** Returns the lines of refused rows of an output folder. */
  static List<String> refused(Path output) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(output.resolve("_refused"))) {
      for (Path part : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }

  private static byte[] singleProcess() throws IOException {
    Path single = folder.resolve("single.conllu");
    SparkProgram.Result local =
        SparkProgram.run(
            TributaryCommand::run, "tag", "--model", model, "--input", conllu, "--output", single);
    assertThat(local.exit()).as(local.error()).isZero();
    return Files.readAllBytes(single);
  }

  @Test
  void conlluEqualsThatOfASingleProcessByteForByte() throws IOException {
    Path output = folder.resolve("conllu");
    SparkProgram.Result result =
        SparkProgram.run("tag", "--model", model, "--input", conllu, "--output", output);
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output())
        .startsWith(
            "note   the model was not trained on CoNLL-U: its labels are written to MISC as ")
        .contains(" words in 1,000 sentences in ")
        .endsWith("saved  " + output + "\n");
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("part-")))
          .hasSizeGreaterThan(1);
    }
    assertThat(parts(output)).isEqualTo(singleProcess());
    SparkProgram.Result again =
        SparkProgram.run("tag", "--model", model, "--input", conllu, "--output", output);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.error())
        .isEqualTo(
            "tributary-spark: --output: expected a folder that does not exist, got file:%s; remove it or choose another\n"
                .formatted(output));
  }

  /** Text has the name {@code value}, and its folder {@code _refused}; columns may have both. */
  @Test
  void parquetColumnsMayBeNamedValueAndRefused() throws IOException {
    Path input = folder.resolve("value.parquet");
    List<List<String>> sentences = new ArrayList<>(SmallTagger.sentences().subList(0, 3));
    sentences.add(null);
    SmallTagger.frame(spark, sentences, 1)
        .withColumnRenamed("tokens", "value")
        .withColumnRenamed("id", "_refused")
        .write()
        .parquet(input.toString());
    Path output = folder.resolve("value");
    SparkProgram.Result result =
        SparkProgram.run(
            "tag", "--model", model, "--input", input, "--output", output, "--column=value");
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(spark.read().parquet(output.toString()).select("_refused").count()).isEqualTo(3);
    assertThat(refused(output)).singleElement().asString().contains("\"row\":{\"_refused\":3,");
  }

  @Test
  void parquetIsReadAndWritten() throws IOException {
    Path input = folder.resolve("rows.parquet");
    List<List<String>> sentences = new ArrayList<>(SmallTagger.sentences().subList(0, 50));
    sentences.add(null);
    SmallTagger.frame(spark, sentences, 2)
        .selectExpr("*", "cast(id as binary) as bytes", "interval '2' month as age")
        .write()
        .parquet(input.toString());
    Path output = folder.resolve("parquet");
    SparkProgram.Result result =
        SparkProgram.run("tag", "--model", model, "--input", input, "--output", output);
    assertThat(result.exit()).as(result.error()).isZero();
    List<Row> rows = spark.read().parquet(output.toString()).orderBy("id").collectAsList();
    assertThat(rows).hasSize(50);
    assertThat(rows)
        .allMatch(row -> row.getList(1).size() == row.getList(row.fieldIndex("labels")).size());
    assertThat(refused(output))
        .singleElement()
        .asString()
        .startsWith(
            "{\"reason\":\"column tokens: expected a value, got null; leave the row out\",\"file\":\"file:")
        .endsWith(
            "\"row\":{\"id\":50,\"tokens\":null,\"bytes\":\"AAAAMg==\",\"age\":\"INTERVAL '0-2' YEAR TO MONTH\"}}");
  }

  @Test
  void wrongUsageIsRefused() {
    assertThat(SparkProgram.run("tag", "--model", "m", "--input", "x.txt", "--output", "o"))
        .extracting(
            SparkProgram.Result::exit, result -> result.error().lines().findFirst().orElseThrow())
        .containsExactly(
            2,
            "tributary-spark: --input: expected a name that ends in .parquet, .json, .jsonl or"
                + " .conllu, got 'x.txt'; give --input-format, or --tokenize for plain text");
    assertThat(usageError("--input=x.json", "--format=conllu"))
        .isEqualTo("--format: expected parquet or json for the input format json, got conllu");
    assertThat(usageError("--input=x.conllu", "--conf", "a=1"))
        .isEqualTo("--conf: expected KEY=VALUE with a key that begins with spark., got 'a=1'");
    assertThat(usageError("--input=x.conllu", "--conf", "spark.x"))
        .isEqualTo("--conf: expected KEY=VALUE with a key that begins with spark., got 'spark.x'");
    assertThat(usageError("--input=x.conllu", "--master", "foo"))
        .startsWith("--master: expected local[N], local-cluster[EXECUTORS,CORES,MIB] or ");
  }

  /** An option that would be ignored is refused, on its default, too. */
  @Test
  void unusedOptionsAreRefused() {
    String only = ": expected only with input of %s, which it concerns; leave it out";
    assertThat(usageError("--input=x.conllu", "--column=tokens"))
        .isEqualTo("--column" + only.formatted("parquet or json"));
    assertThat(usageError("--input=x.txt", "--tokenize", "--column=a"))
        .isEqualTo("--column" + only.formatted("parquet or json"));
    assertThat(usageError("--input=x.json", "--label-column=xpos"))
        .isEqualTo("--label-column" + only.formatted("conllu"));
    assertThat(usageError("--input=x.parquet", "--language=en"))
        .isEqualTo("--language" + only.formatted("text"));
    assertThat(usageError("--input=x.conllu", "--tokenize"))
        .isEqualTo(
            "--tokenize: expected plain text, got 'x.conllu'; leave --tokenize out, or add"
                + " --input-format text");
    assertThat(usageError("--input=x", "--tokenize", "--input-format=json"))
        .isEqualTo(
            "--tokenize: expected plain text, got --input-format json; leave out one of both");
    assertThat(usageError("--input=x", "--input-format=text"))
        .isEqualTo("--input-format text: expected --tokenize, which splits text; add it");
  }

  private static String usageError(String... options) {
    List<Object> all = new ArrayList<>(List.of("tag", "--model=m", "--output=o"));
    all.addAll(List.of(options));
    SparkProgram.Result result = SparkProgram.run(all.toArray());
    assertThat(result.exit()).isEqualTo(2);
    return result.message();
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
    SparkProgram.Result second =
        SparkProgram.run("tag", "--model", model, "--input", conllu, "--output", output);
    assertThat(second.exit()).as(second.error()).isZero();
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
            "-XX:TieredStopAtLevel=1",
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

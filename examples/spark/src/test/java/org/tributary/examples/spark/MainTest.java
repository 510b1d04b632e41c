package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.tagger.TaggedText;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Tokenizer;
import picocli.CommandLine;

/** The command on a cluster of two processes. */
@Timeout(300)
@ExtendWith(Cluster.class)
class MainTest {
  @TempDir static Path folder;

  private static SparkSession spark;
  private static Path model;

  @BeforeAll
  static void start() throws IOException {
    spark = Cluster.session();
    model = folder.resolve("small.tributary");
    SmallTagger.train(model);
  }

  /** The end of a run. */
  private record Result(int exit, String output, String error) {}

  private static Result run(Object... options) {
    StringWriter output = new StringWriter();
    StringWriter error = new StringWriter();
    CommandLine program =
        Main.program().setOut(new PrintWriter(output)).setErr(new PrintWriter(error));
    List<String> all = new ArrayList<>();
    Arrays.stream(options).map(Object::toString).forEach(all::add);
    return new Result(
        program.execute(all.toArray(new String[0])), output.toString(), error.toString());
  }

  @Test
  void parquetIsTaggedAndRefusedRowsStay() throws IOException {
    Path input = folder.resolve("sentences");
    List<List<String>> sentences = new ArrayList<>(SmallTagger.sentences());
    sentences.set(7, null);
    SmallTagger.frame(spark, sentences, 6)
        .withColumnRenamed("tokens", "words")
        .write()
        .parquet(input.toString());
    Path output = folder.resolve("parquet");
    Result result =
        run("--model", model, "--input", input, "--output", output, "--column", "words");
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output()).startsWith("999 sentences, ").endsWith("words, 1 rows refused\n");
    List<Row> rows = spark.read().parquet(output.toString()).orderBy("id").collectAsList();
    assertThat(rows).hasSize(1000);
    try (Tagger tagger = Tagger.load(model)) {
      for (int k = 0; k < 1000; k++) {
        Row row = rows.get(k);
        if (k == 7) {
          assertThat(row.isNullAt(2)).isTrue();
          assertThat(row.getString(row.fieldIndex("refusal")))
              .isEqualTo("column words: expected a value, got null; leave the row out");
        } else {
          assertThat(List.copyOf(row.<String>getList(row.fieldIndex("labels"))))
              .isEqualTo(tagger.tag(sentences.get(k)).labels());
        }
      }
    }
  }

  @Test
  void linesOfTextBecomeJson() throws IOException {
    List<String> lines =
        SmallTagger.sentences().subList(0, 4).stream().map(s -> String.join(" ", s)).toList();
    Path input = folder.resolve("lines.txt");
    Files.writeString(input, String.join("\n \n", lines) + "\n");
    Path output = folder.resolve("json");
    Result result =
        run("--model", model, "--input", input, "--output", output, "--text=en", "--format=json");
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output()).contains(" words, 0 rows refused");
    List<Row> rows = spark.read().json(output.toString()).collectAsList();
    assertThat(rows).hasSize(4);
    try (Tagger tagger = Tagger.load(model)) {
      for (int k = 0; k < 4; k++) {
        TaggedText expected = tagger.tag(lines.get(k), Tokenizer.breakIterator(Locale.ENGLISH));
        assertThat(rows.get(k).<String>getAs("value")).isEqualTo(lines.get(k));
        assertThat(rows.get(k).<String>getList(rows.get(k).fieldIndex("labels")))
            .isEqualTo(labels(expected.sentences()));
      }
    }
  }

  private static List<String> labels(List<Tagging> sentences) {
    return sentences.stream().flatMap(sentence -> sentence.labels().stream()).toList();
  }

  /** Failures of Spark, of the tagger and of the command line, the causes on a line each. */
  @Test
  void failuresAreOneLine() throws IOException {
    Path input = Files.writeString(folder.resolve("input.txt"), "Ann sleeps.\n");
    Path output = folder.resolve("never");
    assertFails(1, "tributary-spark: [PATH_NOT_FOUND] ", "--input=" + folder.resolve("nope"));
    assertFails(
        1, "tributary-spark: file:%s is not a Parquet file.".formatted(input), "--input=" + input);
    assertFails(1, "tributary-spark: tagger ", "--input=" + input, "--model=" + input);
    assertFails(
        1,
        "tributary-spark: [PATH_ALREADY_EXISTS] ",
        "--text=en",
        "--input=" + input,
        "--output=" + folder);
    assertFails(
        2,
        "tributary-spark: Invalid value for option '--text': expected a language such as en or fr-CA, got 'e_n'",
        "--text=e_n",
        "--input=" + input);
    assertFails(
        2,
        "tributary-spark: Error: --column=NAME, --text=LANGUAGE are mutually exclusive",
        "--text=en",
        "--column=a",
        "--input=" + input);
    assertThat(output).doesNotExist();
  }

  private static void assertFails(int exit, String error, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    if (all.stream().noneMatch(option -> option.startsWith("--output"))) {
      all.add("--output=" + folder.resolve("never"));
    }
    if (all.stream().noneMatch(option -> option.startsWith("--model"))) {
      all.add("--model=" + model);
    }
    Result result = run(all.toArray());
    assertThat(result.error()).startsWith(error);
    assertThat(result.exit()).isEqualTo(exit);
    assertThat(result.error().lines()).hasSize(1);
  }
}

package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.job.JobException;
import org.tributary.examples.spark.cluster.SparkMaster;
import org.tributary.examples.spark.row.ConlluRows;
import org.tributary.examples.spark.row.JsonRows;
import org.tributary.examples.spark.search.SearchCommand;
import org.tributary.examples.spark.search.SearchTask;
import org.tributary.text.conllu.ConlluColumn;

/** The section on Spark of the guide's page on troubleshooting: it has what the program prints. */
@Timeout(300)
@ExtendWith(Cluster.class)
class SparkTroubleshootingTest {
  private static final String SECTION = "## Spark";
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  @TempDir static Path folder;

  private static final List<String> provoked = new ArrayList<>();
  private static List<String> page;

  @BeforeAll
  static void provoke() throws IOException {
    page = section();
    usage();
    processes();
    rows();
    inputs();
  }

  /** Returns the messages of the section. */
  private static List<String> section() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/guide"))) {
      root = root.getParent();
    }
    List<String> messages = new ArrayList<>();
    String section = "";
    for (String line : Files.readAllLines(root.resolve("docs/guide/troubleshooting.md"))) {
      section = line.startsWith("## ") ? line : section;
      if (section.equals(SECTION) && line.startsWith("| `")) {
        String[] cells = line.substring(1).split("\\|", -1);
        assertThat(cells).as(line).hasSize(4); // the last one is empty
        assertThat(Arrays.copyOf(cells, 3)).as(line).noneMatch(String::isBlank);
        CODE.matcher(cells[0]).results().map(code -> code.group(1)).forEach(messages::add);
      }
    }
    return messages;
  }

  private static void tag(String... options) {
    List<Object> all = new ArrayList<>(List.of("tag", "--model=" + folder.resolve("model")));
    all.addAll(List.of(options));
    if (!String.join(" ", options).contains("--output=")) {
      all.add("--output=" + folder.resolve("output"));
    }
    provoked.add(SparkProgram.run(all.toArray()).message());
  }

  private static void usage() {
    tag("--input=x.conllu", "--master=foo");
    tag("--input=x.conllu", "--master=yarn");
    tag("--input=x.conllu", "--master=local-cluster[2,1,100]");
    tag("--input=x.conllu", "--conf=spark.executor.memory=200m");
    tag("--input=x.conllu", "--conf=spark.executor.memory=2g");
    tag("--input=x.conllu", "--conf=spark.executor.memory=much");
    tag("--input=x.conllu", "--conf=a=1");
    tag("--input=folder");
    tag("--input=x.json", "--format=conllu");
    tag("--input=x.json", "--language=de");
    tag("--input=x.json", "--tokenize");
    tag("--input=x", "--input-format=text");
  }

  private static void processes() {
    tag("--input=x.conllu", "--master=spark://127.0.0.1:1");
    provoked.add(SparkMaster.driverRefusal(64L << 20).orElseThrow());
    SearchTask.Finished failed =
        new SearchTask.Finished(0, 1, Double.NaN, "", "training: diverged");
    provoked.add(catchThrowable(() -> SearchCommand.best(List.of(failed))).getMessage());
  }

  private static void rows() {
    JsonRows json = new JsonRows("tokens");
    for (String line : List.of("text", "{}", "{\"tokens\":\"a b\"}", "{\"tokens\":[1]}")) {
      provoked.add(catchThrowable(() -> json.read(line)).getMessage());
    }
    provoked.add(catchThrowable(() -> json.read("{\"tokens\":[\"\\ud800\"]}")).getMessage());
    provoked.add(RowTagging.NOT_UTF8);
    ConlluRows conllu = new ConlluRows(ConlluColumn.UPOS);
    String place = InputRows.conllu(Cluster.session(), write("any.conllu", ""), conllu).place();
    provoked.add(place + catchThrowable(() -> conllu.read("1 a")).getMessage());
  }

  private static void inputs() throws IOException {
    SmallTagger.train(folder.resolve("model"));
    SparkSession spark = Cluster.session();
    tag("--input=" + folder.resolve("none.conllu"));
    tag("--input=" + write("_hidden.conllu", ""));
    tag("--input=s3a://bucket/x.conllu");
    tag("--input=" + write("a.conllu", ""), "--input-format=parquet");
    tag("--input=" + folder.resolve("a.conllu"), "--output=" + folder.resolve("a.conllu/out"));
    tag("--input=" + write("twice.json", "{\"tokens\":[\"a\"],\"Tokens\":[\"b\"]}\n"));
    tag("--input=" + write("text.json", "text\n"));
    tag("--input=" + write("other.json", "{\"a\":1}\n"));
    tag("--input=" + write("some.json", "{}\n"), "--output=" + folder);
    tag("--input=" + write("tagged.json", "{\"tokens\":[\"a\"],\"labels\":[\"O\"]}\n"));
    String parquet = folder.resolve("rows.parquet").toString();
    SmallTagger.frame(spark, List.of(List.of("a")), 1).write().parquet(parquet);
    tag("--input=" + parquet, "--column=id");
  }

  private static String write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text).toString();
    } catch (IOException e) {
      throw new JobException(e.getMessage());
    }
  }

  /** Returns whether {@code printed} is a message of the page, which omits the cure. */
  private static boolean matches(String message, String printed) {
    String regex =
        Arrays.stream(message.split("…", -1))
            .map(Pattern::quote)
            .reduce((before, after) -> before + ".*" + after)
            .orElseThrow();
    return Pattern.matches(regex + "(?:;.*)?", printed);
  }

  private static Optional<String> form(String printed) {
    return page.stream().filter(message -> matches(message, printed)).findFirst();
  }

  @Test
  void everyProvokedMessageIsOnThePage() {
    assertThat(provoked).filteredOn(message -> form(message).isEmpty()).isEmpty();
  }

  @Test
  void everyMessageOfThePageIsProvoked() {
    assertThat(page)
        .hasSizeGreaterThan(20)
        .filteredOn(message -> provoked.stream().noneMatch(printed -> matches(message, printed)))
        .isEmpty();
  }
}

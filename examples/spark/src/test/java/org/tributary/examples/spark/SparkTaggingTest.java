package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Tokenizer;
import org.tributary.tagger.VectorStorage;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.PretrainedVectors;

/** Tagging in the executors of a cluster of two processes. */
@Timeout(300)
@ExtendWith(Cluster.class)
class SparkTaggingTest {
  @TempDir static Path folder;

  private static SparkSession spark;
  private static Path model;

  @BeforeAll
  static void start() throws IOException {
    spark = Cluster.session();
    model = folder.resolve("small.tributary");
    SmallTagger.train(model);
  }

  private static List<Row> collect(Dataset<Row> rows) {
    return rows.collectAsList();
  }

  private static void assertTagged(Row row, Tagging expected) {
    assertThat(row.<String>getList(row.fieldIndex("labels"))).isEqualTo(expected.labels());
    List<Double> probabilities = row.getList(row.fieldIndex("probabilities"));
    for (int k = 0; k < expected.size(); k++) {
      assertThat(probabilities.get(k)).isCloseTo(expected.probability(k), within(1e-5));
    }
    List<Row> spans = row.getList(row.fieldIndex("spans"));
    assertThat(spans)
        .extracting(
            span -> List.of(span.getString(0), span.getInt(1), span.getInt(2), span.getString(3)))
        .isEqualTo(
            expected.spans().stream()
                .map(span -> List.<Object>of(span.type(), span.begin(), span.end(), span.text()))
                .toList());
    assertThat(row.isNullAt(row.fieldIndex("refusal"))).isTrue();
  }

  @Test
  void executorsTagAsOneProcessInOrderWithOneTaggerEach() throws Exception {
    Map<Long, Long> before = Cluster.openedTaggers();
    List<List<String>> sentences = SmallTagger.sentences();
    List<Row> rows;
    Path own = folder.resolve("own.tributary"); // with other bytes: no executor has it open
    try (WordTagger trained = WordTagger.load(model);
        WordTagger copy =
            WordTagger.of(
                trained.definition(),
                trained.vocabularies(),
                new Vocabulary(trained.labels()),
                trained.parameters(),
                Map.of("test", "own"))) {
      copy.save(own);
    }
    try (SparkTagging tagging = SparkTagging.open(spark, own)) {
      rows = collect(tagging.tagTokens(SmallTagger.frame(spark, sentences, 6), "tokens"));
      long words = sentences.stream().mapToLong(List::size).sum();
      assertThat(tagging.counts())
          .hasToString("1,000 sentences, %,d words, 0 rows refused".formatted(words));
    }
    assertThat(rows).extracting(row -> row.getInt(0)).isSorted().hasSize(1000);
    try (Tagger tagger = Tagger.load(model)) {
      List<Tagging> expected = tagger.tagAll(sentences);
      assertThat(expected.stream().flatMap(t -> t.spans().stream()).map(TaggedSpan::type))
          .hasSizeGreaterThan(100);
      for (int k = 0; k < 1000; k++) {
        assertTagged(rows.get(k), expected.get(k));
      }
    }
    Map<Long, Long> opened = Cluster.openedTaggers(); // those of other tests too
    opened.replaceAll((executor, count) -> count - before.getOrDefault(executor, 0L));
    assertThat(opened).hasSize(2).doesNotContainKey(ProcessHandle.current().pid());
    assertThat(opened.values()).allMatch(count -> count <= 1);
    assertThat(opened.values()).contains(1L);
  }

  @Test
  void badRowsAreRefusedWithTheirReasonAndLongOnesTagged() throws Exception {
    int words = 100_000;
    List<String> all = new ArrayList<>();
    while (all.size() < words) {
      all.addAll(SmallTagger.sentences().get(all.size() % 100));
    }
    List<String> longRow = all.subList(0, words);
    List<List<String>> sentences =
        Arrays.asList(
            List.of("Ann", "sleeps", "."),
            null,
            List.of(),
            Arrays.asList("Ann", null),
            List.of("Ann", ""),
            longRow,
            List.of("Ann", "sleeps", "."));
    List<Row> rows;
    try (SparkTagging tagging = SparkTagging.open(spark, model)) {
      rows = collect(tagging.tagTokens(SmallTagger.frame(spark, sentences, 2), "tokens"));
      assertThat(tagging.counts())
          .hasToString("3 sentences, %,d words, 4 rows refused".formatted(words + 6));
    }
    assertThat(rows)
        .extracting(row -> row.getString(row.fieldIndex("refusal")))
        .containsExactly(
            null,
            "column tokens: expected a value, got null; leave the row out",
            "tokens: expected at least one, got none in the sentence; leave it out",
            "tokens: expected a text for each, but token 2 of the sentence is null; give it a text"
                + " or leave it out",
            "tokens: expected a text for each, but token 2 of the sentence is empty; give it a text"
                + " or leave it out",
            null,
            null);
    assertThat(rows.get(1).isNullAt(2)).isTrue();
    try (Tagger tagger = Tagger.load(model)) {
      assertTagged(rows.get(0), tagger.tag(sentences.get(0)));
      assertTagged(rows.get(6), tagger.tag(sentences.get(0)));
      List<String> labels = List.copyOf(rows.get(5).getList(2)); // the row's list is a linked one
      assertThat(labels).isEqualTo(tagger.tag(longRow).labels());
    }
  }

  @Test
  void textIsTokenizedAndSpansHaveItsOffsets() throws Exception {
    List<String> first = SmallTagger.sentences().get(0);
    String text = String.join(" ", first) + " " + String.join(" ", SmallTagger.sentences().get(1));
    Dataset<Row> texts =
        spark.createDataset(Arrays.asList(text, " ", null), Encoders.STRING()).toDF("text");
    List<Row> rows;
    try (SparkTagging tagging = SparkTagging.open(spark, model)) {
      rows = collect(tagging.tagText(texts, "text", Locale.ENGLISH));
    }
    try (Tagger tagger = Tagger.load(model)) {
      var expected = tagger.tag(text, Tokenizer.breakIterator(Locale.ENGLISH));
      assertThat(rows.get(0).<String>getList(rows.get(0).fieldIndex("tokens")))
          .isEqualTo(expected.sentences().stream().flatMap(t -> t.tokens().stream()).toList());
      assertThat(rows.get(0).<String>getList(1))
          .isEqualTo(expected.sentences().stream().flatMap(t -> t.labels().stream()).toList());
      List<Row> spans = rows.get(0).getList(3);
      assertThat(spans)
          .extracting(span -> text.substring(span.getInt(1), span.getInt(2)))
          .isEqualTo(expected.spans().stream().map(span -> span.text()).toList());
    }
    assertThat(rows.get(1).getString(5))
        .isEqualTo("column text: text: expected at least one token, got none; leave the row out");
    assertThat(rows.get(2).getString(5)).contains("got null");
  }

  /** Executors get the bytes of the model file alone. */
  @Test
  void modelWithItsVectorsBesideItIsRefusedBeforeTheJob() throws IOException {
    Path vectors = Files.writeString(folder.resolve("vectors"), "Ada 1 2\n");
    Path beside = folder.resolve("beside.tribuo");
    try (LstmTaggerModel trained =
        LstmTaggerTrainer.builder()
            .hiddenSize(4)
            .epochs(1)
            .inputs(List.of(new PretrainedVectors(new WordVectorFile(vectors))))
            .build()
            .train(
                new MutableSequenceDataset<>(
                    new TokenListDataSource(
                        "one sentence",
                        List.of(new TaggedSentence(List.of("Ada", "ran"), List.of("N", "V"))),
                        new WordFormFeatureExtractor())))) {
      trained.save(beside, VectorStorage.BESIDE);
    }
    assertThatIOException()
        .isThrownBy(() -> SparkTagging.open(spark, beside))
        .withMessageContaining("vectors: expected the file vectors-")
        .withMessageContaining("or name the file's folder in the system property tributary.files");
  }

  @Test
  void wrongModelFilesAreRefusedBeforeTheJob() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "no model");
    assertThatIOException()
        .isThrownBy(() -> SparkTagging.open(spark, text))
        .withMessageStartingWith(
            "tagger %s: expected a file of WordTagger.save or a Tribuo model, got a text that begins with 'no model'"
                .formatted(text));
    Path newer = folder.resolve("newer");
    Safetensors.write(
        newer,
        ParameterValues.builder().add("a", TensorShape.of(1), new float[] {1}).build(),
        Map.of("tributary.word_tagger", "2"));
    assertThatIOException()
        .isThrownBy(() -> SparkTagging.open(spark, newer))
        .withMessageContaining("expected version 1, got 2; was it written by a newer release?");
    assertThatIOException()
        .isThrownBy(() -> SparkTagging.open(spark, folder.resolve("missing")))
        .withMessageContaining("missing");
  }

  @Test
  void wrongColumnsAreRefused() throws Exception {
    Dataset<Row> rows = SmallTagger.frame(spark, List.of(List.of("a")), 1);
    try (SparkTagging tagging = SparkTagging.open(spark, model)) {
      assertThatThrownBy(() -> tagging.tagTokens(rows, "words"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("column: expected one of id, tokens, got words");
      assertThatThrownBy(() -> tagging.tagTokens(rows, "id"))
          .hasMessage(
              "column id: expected the type array<string>, got int; convert the column or choose"
                  + " another");
      assertThatThrownBy(() -> tagging.tagTokens(rows.withColumnRenamed("id", "labels"), "tokens"))
          .hasMessage(
              "column labels: expected a free name for the result, got a column of the rows; rename"
                  + " it");
    }
  }

  private static int cores(String master, String... cores) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (String each : cores) {
      conf.set("spark.executor.cores", each);
    }
    return SharedModel.executorCores(conf, 16);
  }

  @Test
  void coresAreThoseThatSparkGivesAnExecutor() {
    assertThat(cores("yarn", "4")).isEqualTo(4);
    assertThat(cores("spark://host:7077", "3")).isEqualTo(3);
    assertThat(cores("yarn")).isEqualTo(1);
    assertThat(cores("k8s://https://host")).isEqualTo(1);
    assertThat(cores("spark://host:7077")).isEqualTo(16);
    assertThat(cores("local[2]")).isEqualTo(2);
    assertThat(cores("local[3,4]")).isEqualTo(3);
    assertThat(cores("local[*]")).isEqualTo(16);
    assertThat(cores("local")).isEqualTo(1);
  }

  /** A killed executor is replaced, and its partitions are computed again. */
  @Test
  void resultIsCompleteAfterAnExecutorIsKilled() throws Exception {
    List<List<String>> sentences = new ArrayList<>();
    int thousands = CaseSelection.count(3, 10);
    for (int k = 0; k < thousands; k++) {
      sentences.addAll(SmallTagger.sentences());
    }
    Path output = folder.resolve("killed");
    try (SparkTagging tagging = SparkTagging.open(spark, model)) {
      Dataset<Row> tagged =
          tagging.tagTokens(SmallTagger.frame(spark, sentences, 2 * thousands), "tokens");
      try (ExecutorKill kill = ExecutorKill.atNextTask()) {
        tagged.write().parquet(output.toString());
        kill.requireLostTask();
      }
      assertThat(tagging.counts().sentences()).isEqualTo(sentences.size());
    }
    List<Row> rows = collect(spark.read().parquet(output.toString()).orderBy("id"));
    assertThat(rows).hasSize(sentences.size());
    try (Tagger tagger = Tagger.load(model)) {
      List<Tagging> expected = tagger.tagAll(sentences.subList(0, 1000));
      for (int k = 0; k < rows.size(); k++) {
        assertThat(rows.get(k).getInt(0)).isEqualTo(k);
        assertThat(rows.get(k).<String>getList(2)).isEqualTo(expected.get(k % 1000).labels());
      }
    }
  }
}

package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.InputFile;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** Taggers whose encoder and tokenizer lie beside them, in the executors' processes. */
@Timeout(300)
@ExtendWith(Cluster.class)
class TokenVectorTaggingTest {
  @TempDir static Path folder;

  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    Path files = Path.of("../../../core/src/test/resources/org/tributary/onnx");
    TransformerEncoder encoder =
        TransformerEncoder.read(files.resolve("encoder.onnx"), files.resolve("tokenizer.json"));
    Path models = Files.createDirectory(folder.resolve("models"));
    model = models.resolve("contextual.tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define()
                .input(TransformerVectors.of(encoder).projectedTo(6))
                .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional())
                .lockedDropout(0),
            List.of(
                new TaggedSentence(List.of("the", "dogs", "read"), List.of("D", "N", "V")),
                new TaggedSentence(List.of("reading", "books"), List.of("V", "N"))),
            TrainingOptions.defaults().epochs(20))) {
      tagger.save(model);
    }
  }

  @Test
  void executorsGetTheEncoderAndPredictAsTheTagger() throws IOException {
    List<List<String>> sentences = new ArrayList<>();
    for (int length = 1; length <= 40; length++) {
      List<String> sentence = new ArrayList<>(Collections.nCopies(length, "unseen"));
      sentence.set(length / 2, "reading" + length);
      sentences.add(sentence);
    }
    SparkSession spark = Cluster.session();
    List<Row> rows;
    try (SparkTagging tagging = SparkTagging.open(spark, model)) {
      rows = tagging.tagTokens(SmallTagger.frame(spark, sentences, 4), "tokens").collectAsList();
      assertThat(tagging.counts().toString()).contains("40 sentences", "0 rows refused");
    }
    try (Tagger tagger = Tagger.load(model)) {
      assertThat(tagger.files())
          .extracting(InputFile::kind)
          .containsExactly("encoder", "tokenizer");
      for (int n = 0; n < sentences.size(); n++) {
        Tagging expected = tagger.tag(sentences.get(n));
        Row row = rows.get(n);
        assertThat(List.copyOf(row.getList(row.fieldIndex(SparkTagging.LABELS))))
            .isEqualTo(expected.labels());
        List<Double> probabilities = row.getList(row.fieldIndex(SparkTagging.PROBABILITIES));
        for (int t = 0; t < expected.size(); t++) {
          assertThat(probabilities.get(t)).isEqualTo(expected.probability(t));
        }
      }
    }
  }

  @Test
  void aModelWithoutItsEncoderIsRefusedBeforeTheJob() throws IOException {
    Path alone = Files.copy(model, folder.resolve("alone.tributary"));
    assertThatIOException()
        .isThrownBy(() -> SparkTagging.open(Cluster.session(), alone))
        .withMessageMatching(
            "word tagger .*alone.tributary: encoder: expected the file .*, got none; copy it to the tagger's folder");
  }
}

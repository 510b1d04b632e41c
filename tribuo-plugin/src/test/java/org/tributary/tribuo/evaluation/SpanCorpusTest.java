package org.tributary.tribuo.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.evaluation.LabelScore;
import org.tributary.span.TagScheme;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.data.text.SpanConversion;

/** Span counts of a real corpus, verified by grep over the lines that begin an entity. */
class SpanCorpusTest {

  @Test
  void wnut17ScoresPerfectlyAgainstItself() throws IOException {
    Path file =
        Path.of(
            System.getProperty("tributary.data", "../../shared/data"), "wnut17/emerging.dev.conll");
    assumeTrue(
        Files.exists(file), () -> "SKIPPED: no corpus at " + file + "; set -Dtributary.data");
    ColumnDataSource bio = new ColumnDataSource(file, 1, 2);
    ColumnDataSource bioes =
        new ColumnDataSource(
            file,
            1,
            2,
            new WordFeatureExtractor(),
            SpanConversion.of(TagScheme.BIO, TagScheme.BIOES));
    GoldPredictions same = new GoldPredictions();
    GoldPredictions converted = new GoldPredictions();
    List<List<String>> gold = labels(bio);
    List<List<String>> predicted = labels(bioes);
    for (int i = 0; i < gold.size(); i++) {
      same.add(gold.get(i), gold.get(i));
      converted.add(gold.get(i), predicted.get(i));
    }
    assertThat(same.evaluate().total().f1()).isEqualTo(1.0);
    assertThat(same.evaluate().types())
        .containsExactly(
            new LabelScore("corporation", 34, 34, 34),
            new LabelScore("creative-work", 105, 105, 105),
            new LabelScore("group", 39, 39, 39),
            new LabelScore("location", 74, 74, 74),
            new LabelScore("person", 470, 470, 470),
            new LabelScore("product", 114, 114, 114));
    assertThat(converted.evaluate().types()).isEqualTo(same.evaluate().types());
    assertThat(converted.evaluate().tokens().correct()).isLessThan(15_733);
  }

  private static List<List<String>> labels(ColumnDataSource source) {
    List<List<String>> labels = new ArrayList<>();
    for (SequenceExample<Label> sentence : source) {
      List<String> names = new ArrayList<>();
      sentence.forEach(token -> names.add(token.getOutput().getLabel()));
      labels.add(names);
    }
    return labels;
  }
}

package org.tributary.tribuo.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.test.Helpers;
import org.tributary.DataFormatException;
import org.tributary.span.TagScheme;
import org.tributary.tribuo.data.Configurations;
import org.tributary.tribuo.data.PrefixFeatureExtractor;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.WordFeatureExtractor;

class ColumnDataSourceTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("some.conll"), "NNP EU B-ORG\nVBZ says O\n\nUH no O\n");
  }

  @Test
  void stepsHaveTokensAndLabels() throws IOException {
    ColumnDataSource source = new ColumnDataSource(file, 2, 3);
    assertThat(source).hasSize(2);
    SequenceExample<Label> first = source.iterator().next();
    assertThat(first).extracting(e -> e.getOutput().getLabel()).containsExactly("B-ORG", "O");
    assertThat(first.get(1)).containsExactly(new Feature("word=says", 1.0));
    assertThat(TokenMetadata.token(first.get(0))).contains("EU");
    assertThat(source.toString())
        .isEqualTo(
            "ColumnDataSource(path="
                + file
                + ",tokenColumn=2,labelColumn=3,conversion=none,extractor=WordFeatureExtractor())");
  }

  @Test
  void configurationAndProvenanceRoundTrip() throws IOException {
    ColumnDataSource source = new ColumnDataSource(file, 2, 1, new PrefixFeatureExtractor(2));
    Helpers.testProvenanceMarshalling(source.getProvenance());
    Configurations.testRoundTrip(source, folder);
    Helpers.testSequenceDatasetSerialization(new MutableSequenceDataset<>(source));
  }

  private ColumnDataSource converted(Path path, TagScheme from) throws IOException {
    return new ColumnDataSource(
        path, 2, 3, new WordFeatureExtractor(), SpanConversion.of(from, TagScheme.BIOES));
  }

  @Test
  void labelsAreConvertedPerSentence() throws IOException {
    Path spans =
        Files.writeString(folder.resolve("spans"), "x a I-X\nx b I-X\nx c B-X\nx d O\n\nx e I-X\n");
    ColumnDataSource source = converted(spans, TagScheme.IOB1);
    List<String> labels = new ArrayList<>();
    source.forEach(s -> s.forEach(step -> labels.add(step.getOutput().getLabel())));
    assertThat(labels).containsExactly("B-X", "E-X", "S-X", "O", "S-X");
    assertThat(source.toString())
        .endsWith(
            "conversion=SpanConversion(from=IOB1,to=BIOES),extractor=WordFeatureExtractor())");
  }

  @Test
  void configurationAndProvenanceIncludeConversion() throws IOException {
    ColumnDataSource source = converted(file, TagScheme.BIO);
    assertThat(ProvenanceUtil.formattedProvenanceString(source.getProvenance()))
        .contains("from = BIO", "to = BIOES");
    Helpers.testProvenanceMarshalling(source.getProvenance());
    Configurations.testRoundTrip(source, folder);
    Helpers.testSequenceDatasetSerialization(new MutableSequenceDataset<>(source));
  }

  @Test
  void labelOfAnotherSchemeIsRejectedWithFileAndLine() throws IOException {
    Path spans = Files.writeString(folder.resolve("spans"), "x a O\n\nx b O\nx c S-X\n");
    assertThatThrownBy(() -> converted(spans, TagScheme.BIO))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            spans
                + ", line 4: expected a label of BIO (O, or B, I with a type as in B-PER, or"
                + " without), got \"S-X\"; are the labels BIOES?");
    assertThatThrownBy(() -> converted(file, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("from: expected a value, got null");
  }

  @Test
  void invalidColumnNumbersAreRejected() {
    assertThatThrownBy(() -> new ColumnDataSource(file, 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokenColumn: expected a number of at least 1, got 0");
    assertThatThrownBy(() -> new ColumnDataSource(file, 1, -3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labelColumn: expected a number of at least 1, got -3");
    assertThatThrownBy(() -> new ColumnDataSource(file, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labelColumn: expected a column other than the token column, got 2 for both");
  }

  @Test
  void fileWithoutSentencesOrLabelsIsRejected() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "-DOCSTART- O\n");
    assertThatThrownBy(() -> new ColumnDataSource(empty, 1, 2))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(empty + ": expected at least one sentence, got none");
    Path bare = Files.writeString(folder.resolve("bare"), "a _\n\nb _\n");
    assertThatThrownBy(() -> new ColumnDataSource(bare, 1, 2))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(bare + ": expected labels in column 2, got _ for every word");
  }

  @Test
  void malformedLineIsRejectedWithFileAndLine() {
    assertThatThrownBy(() -> new ColumnDataSource(file, 2, 4))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file + ", line 1: expected at least 4 columns");
  }
}

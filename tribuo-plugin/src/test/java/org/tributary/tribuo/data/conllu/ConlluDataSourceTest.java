package org.tributary.tribuo.data.conllu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tributary.tribuo.data.Texts.word;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.test.Helpers;
import org.tributary.DataFormatException;
import org.tributary.tagger.TaggedSentence;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.tribuo.data.Configurations;
import org.tributary.tribuo.data.PrefixFeatureExtractor;
import org.tributary.tribuo.data.Texts;
import org.tributary.tribuo.data.TokenMetadata;

class ConlluDataSourceTest {
  private static final String TEXT =
      String.join(
          "\n",
          "# text = don't go",
          "1-2\tdon't" + "\t_".repeat(8),
          word("1", "do", "AUX"),
          word("2", "n't", "PART"),
          word("3", "go", "VERB"),
          "3.1\tnode" + "\t_".repeat(8),
          "",
          word("1", "Stop", "VERB"),
          "");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("some.conllu"), TEXT);
  }

  @Test
  void stepsHaveWordsAndLabels() throws IOException {
    ConlluDataSource source = new ConlluDataSource(file, ConlluColumn.UPOS);
    assertThat(source).hasSize(2);
    SequenceExample<Label> first = source.iterator().next();
    assertThat(first)
        .extracting(e -> e.getOutput().getLabel())
        .containsExactly("AUX", "PART", "VERB");
    assertThat(first.get(1)).containsExactly(new Feature("word=n't", 1.0));
    assertThat(first)
        .map(step -> TokenMetadata.token(step).orElseThrow())
        .containsExactly("do", "n't", "go");
    assertThat(source.counts()).isEqualTo(new ConlluReader.Counts(2, 4, 1, 1));
    assertThat(source.getOutputFactory()).isEqualTo(new LabelFactory());
    assertThat(source.toString())
        .isEqualTo(
            "ConlluDataSource(path=" + file + ",column=UPOS,extractor=WordFeatureExtractor())");
  }

  @Test
  void otherColumnsAreStepMetadata() throws IOException {
    String text =
        """
        1\tHer\ther\tPRON\tPRP$\tCase=Gen\t2\tnmod:poss\t_\t_
        2\tbook\tbook\tNOUN\tNN\tNumber=Sing\t4\tnsubj\t_\t_
        3\twas\tbe\tAUX\tVBD\t_\t4\tcop\t_\t_
        4\tlight\tlight\tADJ\tJJ\t_\t0\troot\t_\t_
        5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_
        6\t?\t?\tPUNCT\t.\t_\t_\t_\t_\t_

        """;
    Files.writeString(file, text);
    SequenceExample<Label> only = new ConlluDataSource(file, ConlluColumn.UPOS).iterator().next();
    assertThat(only)
        .map(step -> step.getMetadataValue(TaggedSentence.XPOS).orElseThrow())
        .containsExactly("PRP$", "NN", "VBD", "JJ", ".", ".");
    assertThat(only)
        .map(step -> step.getMetadataValue(TaggedSentence.DEPREL).orElse("no value"))
        .containsExactly("nmod:poss", "nsubj", "cop", "root", "punct", "no value");
    assertThat(only)
        .map(step -> step.getMetadataValue(TaggedSentence.HEAD).orElse("no value"))
        .containsExactly("NOUN>", "ADJ>", "ADJ>", "root", "ADJ<", "no value");
  }

  @Test
  void datasetSurvivesSerialization() throws IOException {
    MutableSequenceDataset<Label> dataset =
        new MutableSequenceDataset<>(new ConlluDataSource(file, ConlluColumn.XPOS));
    assertThat(dataset.getOutputs())
        .extracting(Label::getLabel)
        .containsExactlyInAnyOrder("xAUX", "xPART", "xVERB");
    Example<?> step = Helpers.testSequenceDatasetSerialization(dataset).getExample(1).get(0);
    assertThat(TokenMetadata.token(step)).contains("Stop");
  }

  @Test
  void configurationAndProvenanceRoundTrip() throws IOException {
    ConlluDataSource source =
        new ConlluDataSource(file, ConlluColumn.FEATS, new PrefixFeatureExtractor(2));
    Helpers.testProvenanceMarshalling(source.getProvenance());
    Configurations.testRoundTrip(source, folder);
    Helpers.testProvenanceMarshalling(new MutableSequenceDataset<>(source).getProvenance());
  }

  @Test
  void relativePathIsMadeAbsolute() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    ConlluDataSource source = new ConlluDataSource(relative, ConlluColumn.UPOS);
    Configurations.testRoundTrip(source, folder);
    assertThat(source.toString()).contains("path=" + file + ",");
  }

  @Test
  void configurationManagerCreatesSource() throws IOException {
    Path gzip = Files.write(folder.resolve("zipped"), Texts.gzip(TEXT));
    ConfigurationManager cm =
        new ConfigurationManager(
            configuration(
                    """
        <property name="path" value="%s"/>
        <property name="column" value="DEPREL"/>
        <property name="extractor" value="prefix"/>
        """
                        .formatted(gzip))
                .toString());
    ConlluDataSource source = (ConlluDataSource) cm.lookup("source");
    SequenceExample<Label> first = source.iterator().next();
    assertThat(first.get(0).getOutput().getLabel()).isEqualTo("dep");
    assertThat(first.get(1)).containsExactly(new Feature("prefix=n'", 1.0));
  }

  @Test
  void configurationErrorsNameTheCause() throws IOException {
    assertThatThrownBy(
            () -> new ConfigurationManager(configuration("").toString()).lookup("source"))
        .isInstanceOf(PropertyException.class)
        .hasMessageContaining("Property: path");
    Path missing = folder.resolve("missing");
    String options = "<property name=\"path\" value=\"%s\"/>".formatted(missing);
    assertThatThrownBy(
            () -> new ConfigurationManager(configuration(options).toString()).lookup("source"))
        .isInstanceOf(PropertyException.class)
        .hasMessageContaining(missing + ": no such file; check the path");
  }

  private Path configuration(String options) throws IOException {
    return Files.writeString(
        folder.resolve("config.xml"),
        """
        <config>
          <component name="source" type="org.tributary.tribuo.data.conllu.ConlluDataSource">%s</component>
          <component name="prefix" type="org.tributary.tribuo.data.PrefixFeatureExtractor">
            <property name="length" value="2"/>
          </component>
        </config>
        """
            .formatted(options));
  }

  @Test
  void fileWithoutSentencesIsRejected() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.conllu"), "\n\n");
    assertThatThrownBy(() -> new ConlluDataSource(empty, ConlluColumn.UPOS))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            empty
                + ": expected at least one sentence, got none; is the file empty, or the wrong one?");
  }

  @Test
  void columnWithoutLabelsIsRejected() throws IOException {
    Path bare = Files.writeString(folder.resolve("bare"), TEXT.replaceAll("x(AUX|PART|VERB)", "_"));
    assertThatThrownBy(() -> new ConlluDataSource(bare, ConlluColumn.XPOS))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            bare
                + ": expected labels in column 5 (XPOS), got _ for every word: this file does not have the column; choose another column or another file");
    Path sparse = Files.writeString(folder.resolve("sparse"), TEXT.replaceAll("x(PART|VERB)", "_"));
    assertThat(new ConlluDataSource(sparse, ConlluColumn.XPOS)).hasSize(2);
  }

  @Test
  void missingFileIsRejected() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> new ConlluDataSource(missing, ConlluColumn.UPOS))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing + ": no such file; check the path");
  }
}

package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.examples.command.Cli;

/** Training with a trainer of an OLCUT configuration. */
class TrainConfigTest {
  private static final String TRAINER =
      """
      <component name="tagger" type="org.tributary.tribuo.LstmTaggerTrainer">
        <property name="epochs" value="2"/>
        <property name="hiddenSize" value="3"/>
        <property name="layers" value="1"/>
        <property name="seed" value="7"/>
        %s
      </component>
      """;

  @TempDir private Path folder;
  private SmallTraining small;
  private Path config;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    small = new SmallTraining(folder);
    data = Files.writeString(folder.resolve("data"), "Ann N\nran V\n\nthe D\ndog N\n\n".repeat(3));
    config = folder.resolve("config.xml");
    configure(TRAINER.formatted(""));
  }

  private void configure(String components) throws IOException {
    Files.writeString(config, "<config>\n" + components + "</config>\n");
  }

  private Cli train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--column", "2"));
    arguments.addAll(List.of("--train", data.toString(), "--model", small.model().toString()));
    arguments.addAll(List.of("--config", config.toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  @Test
  void trainerOfTheConfigurationIsUsed() throws IOException {
    assertThat(train("--dev", data.toString()).succeeds().output())
        .contains("config " + config, "epoch  2/2")
        .doesNotContain("EMA");
    assertThat(small.stored())
        .containsEntry("hiddenSize", "3")
        .containsEntry("seed", "7")
        .containsEntry("epochs", "2");
    assertThat(train("--seeds", "2").succeeds().output())
        .contains("seed   7", "seed   8", "chosen by seed 7");
  }

  @Test
  void developmentDataAndFeaturesOfTheConfigurationAreUsed() throws IOException {
    configure(
        """
        <component name="words" type="org.tributary.tribuo.data.WordFeatureExtractor"/>
        <component name="dev" type="org.tributary.tribuo.data.text.ColumnDataSource">
          <property name="path" value="%s"/>
          <property name="labelColumn" value="2"/>
          <property name="extractor" value="words"/>
        </component>
        """
                .formatted(data)
            + TRAINER.formatted("<property name=\"devSource\" value=\"dev\"/>"));
    assertThat(train().succeeds().output()).contains("dev accuracy").doesNotContain("held out");
    Cli.run("reproduce", "--model", small.model().toString()).succeeds();
    String refusal =
        ": expected no such option with --config, whose trainer has a devSource; leave out one of both";
    train("--dev", data.toString()).isWrongUsage("tributary train", "--dev" + refusal);
    train("--dev-share", "0.2").isWrongUsage("tributary train", "--dev-share" + refusal);
  }

  /** One label in common, N, does not make the column of the words that of the labels. */
  @Test
  void devSourceOfAnotherColumnIsRefusedBeforeTraining() throws IOException {
    Path dev = Files.writeString(folder.resolve("dev"), "N N\n" + "word N\n".repeat(19));
    configure(
        """
        <component name="words" type="org.tributary.tribuo.data.WordFeatureExtractor"/>
        <component name="dev" type="org.tributary.tribuo.data.text.ColumnDataSource">
          <property name="path" value="%s"/>
          <property name="tokenColumn" value="2"/>
          <property name="labelColumn" value="1"/>
          <property name="extractor" value="words"/>
        </component>
        """
                .formatted(dev)
            + TRAINER.formatted("<property name=\"devSource\" value=\"dev\"/>"));
    train()
        .failsSaying(
            "development data %s: expected labels that the tagger can predict, [D, N, V], got others for 95.0 %% of the tokens: [word]; are they of another label column, tag set or scheme? choose the label column of the training data for both"
                .formatted(dev));
    assertThat(small.model()).doesNotExist();
  }

  @Test
  void extractorInsideAnotherOneIsNoSecondOne() throws IOException {
    Path phrases = Files.writeString(data.resolveSibling("phrases.tsv"), "P\tthe\n");
    configure(
        """
        <component name="forms" type="org.tributary.tribuo.data.WordFormFeatureExtractor"/>
        <component name="phrases" type="org.tributary.tribuo.data.GazetteerFeatureExtractor">
          <property name="extractor" value="forms"/>
          <property name="path" value="%s"/>
        </component>
        """
                .formatted(phrases)
            + TRAINER.formatted(""));
    train().succeeds();
    assertThat(Cli.run("info", small.model().toString()).succeeds().output())
        .contains(phrases.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--epochs=3", "--lr=0.1", "--cell=gru", "--features=words", "--seed=2", "--crf"})
  void optionsThatTheConfigurationReplacesAreRefused(String option) {
    String name = option.replaceFirst("=.*", "");
    train(option)
        .isWrongUsage(
            "tributary train",
            "%s: expected no such option with --config, which has the trainer's settings; set it in %s, or omit --config"
                .formatted(name, config));
  }

  @Test
  void unusableConfigurationsAreRefused() throws IOException {
    configure("");
    train()
        .failsSaying(
            config
                + ": expected one component of type org.tributary.tribuo.LstmTaggerTrainer, got 0;"
                + " check the types of its components: it has no components");
    configure(TRAINER.formatted("").replace("LstmTaggerTrainer", "LstmTaggerTrianer"));
    assertThat(train().error())
        .endsWith("check the types of its components: it has the components tagger\n");
    configure(
        TRAINER.formatted("<property name=\"devSource\" value=\"dev\"/>")
            + "<component name=\"deu\" type=\"org.tributary.tribuo.data.WordFeatureExtractor\"/>");
    assertThat(train().error())
        .contains(config + ": Component: dev, ")
        .endsWith("The file has the components deu, tagger.\n");
    configure(
        TRAINER.formatted("")
            + "<component name=\"a\" type=\"org.tributary.tribuo.data.WordFeatureExtractor\"/>"
            + "<component name=\"b\" type=\"org.tributary.tribuo.data.WordFormFeatureExtractor\"/>");
    train()
        .failsSaying(
            config
                + ": expected at most one feature extractor, got 2; the command reads all files with one");
    configure(TRAINER.formatted("<property name=\"dropout\" value=\"2\"/>"));
    Cli wrong = train();
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.error())
        .startsWith("tributary: " + config + ": ")
        .contains("dropout", "expected a number from 0 to below 1, got 2.0")
        .hasLineCount(1);
    configure(TRAINER.formatted("<property name=\"dropout\" value=\"many\"/>"));
    assertThat(train().error()).contains("Property: dropout", "many").hasLineCount(1);
    Files.writeString(config, "{}");
    assertThat(train().error())
        .startsWith(
            "tributary: %s: cannot be read as an OLCUT configuration, XML in a file whose name ends in .xml: "
                .formatted(config))
        .hasLineCount(1);
    Files.delete(config);
    train().failsSaying(config + ": no such file; check the path");
  }
}

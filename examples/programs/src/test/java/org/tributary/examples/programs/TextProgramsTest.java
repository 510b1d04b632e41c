package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.corpus.CorpusText;
import org.tributary.examples.corpus.TaggedCorpus;
import org.tributary.tagger.TaggedSentence;

class TextProgramsTest {
  private static final CorpusGenerator.Sizes SMALL = new CorpusGenerator.Sizes(120, 20, 30);

  @TempDir private Path folder;

  @Test
  void characterModelBeatsSingleCharacters() {
    ProgramRun run = run("characters", "--steps", "100");
    assertThat(run.number("([0-9.]+) held out\\R\\R?unigram"))
        .isLessThan(run.number("unigram perplexity ([0-9.]+)") / 2);
    assertThat(folder.resolve("characters.png")).isNotEmptyFile();
  }

  @Test
  void characterModelLearnsAnOwnText() throws IOException {
    String verse = "всё течёт, всё меняется. ";
    Path text = Files.writeString(folder.resolve("own.txt"), verse.repeat(100));
    ProgramRun run = run("characters", text.toString(), "--steps", "100");
    assertThat(run.number("([0-9.]+) held out\\R\\R?unigram")).isLessThan(1.1);
    assertThat(run.out()).contains(verse.repeat(3));
    ProgramRun frozen = ProgramRun.of("characters", text.toString(), "--temperature", "0");
    assertThat(frozen.code()).isEqualTo(1);
    assertThat(frozen.err())
        .isEqualTo(
            "--temperature: expected a number above 0, got 0.0; a small one writes the most"
                + " probable text");
    Path brief = Files.writeString(folder.resolve("brief.txt"), verse);
    assertThat(ProgramRun.of("characters", brief.toString()).err())
        .startsWith(brief + ": expected a text of at least 2000 characters");
  }

  @Test
  void crfAndLstmAreScoredSideBySide() throws IOException {
    TaggedCorpus corpus = new CorpusGenerator().generate(SMALL, 1);
    Path train = write("train.conllu", CorpusText.conllu(corpus.train()));
    Path test = write("test.conllu", CorpusText.conllu(corpus.test()));
    ProgramRun own = run("from-crf", train.toString(), test.toString(), "--epochs", "10");
    assertThat(own.number("CRF +accuracy ([0-9.]+) %")).isGreaterThan(70);
    assertThat(own.number("LSTM accuracy ([0-9.]+) %")).isGreaterThan(40);
    assertThat(own.out()).contains("CRF", "LSTM", "significant");
    assertThat(folder.resolve("from-crf/report.html")).content().contains("LSTM", "CRF");
    ProgramRun builtIn = run("from-crf", "--epochs", "3");
    assertThat(builtIn.number("LSTM accuracy ([0-9.]+) %")).isGreaterThan(85);
    assertThat(builtIn.number("CRF +accuracy ([0-9.]+) %")).isGreaterThan(93);
  }

  @Test
  void partsOfSpeechAreLearned() throws IOException {
    assertThat(run("parts-of-speech", "--epochs", "2").number("accuracy ([0-9.]+) %"))
        .isGreaterThan(60);
    assertThat(folder.resolve("parts-of-speech/report.html")).content().contains("NOUN");
    assertThat(folder.resolve("parts-of-speech/model.tribuo")).isNotEmptyFile();
    TaggedCorpus corpus = new CorpusGenerator().generate(SMALL, 1);
    Path train = write("t.conllu", CorpusText.conllu(corpus.train()));
    Path dev = write("d.conllu", CorpusText.conllu(corpus.dev()));
    String[] files = {"parts-of-speech", train.toString(), dev.toString(), dev.toString()};
    ProgramRun xpos = ProgramRun.of(with(files, "--column", "XPOS"));
    assertThat(xpos.code()).isEqualTo(1);
    assertThat(xpos.err()).contains(train.toString()).contains("XPOS");
    assertThat(run(with(files, "--epochs", "15")).number("accuracy ([0-9.]+) %")).isGreaterThan(50);
  }

  @Test
  void namedEntitiesAreLearned() throws IOException {
    ProgramRun builtIn = run("named-entities", "--epochs", "2");
    assertThat(builtIn.number("span F1 ([0-9.]+) %")).isBetween(70.0, 99.0);
    assertThat(folder.resolve("named-entities/report.json")).content().contains("span");
    assertThat(builtIn.out()).contains("LOC", "PER", "ORG Ford Motors (");
    List<TaggedSentence> own =
        CorpusGenerator.ofEntities().generate(SMALL, 1).train().subList(0, 40);
    String third = "(?m)\\t(?=[BIO])";
    Path train = write("t.conll", CorpusText.columns(own).replaceAll(third, "\tX\t"));
    Path dev = write("d.conll", CorpusText.columns(own.subList(0, 20)).replaceAll(third, "\tX\t"));
    String[] files = {"named-entities", train.toString(), dev.toString(), dev.toString()};
    assertThat(
            run(with(files, "--label-column", "3", "--epochs", "15")).number("span F1 ([0-9.]+) %"))
        .isGreaterThan(10);
    ProgramRun wrong = ProgramRun.of(files); // column 2 is X throughout
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("X").contains("BIO");
    files[2] = write("bioes.conll", "Ann\tX\tS-PER\n").toString();
    ProgramRun scheme = ProgramRun.of(with(files, "--label-column", "3"));
    assertThat(scheme.err())
        .startsWith(files[2] + ": expected a label of BIO ")
        .contains("got \"S-PER\"");
    assertThat(scheme.out()).as("before the training").doesNotContain("epoch");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private ProgramRun run(String... arguments) {
    ProgramRun run = ProgramRun.of(with(arguments, "--output", folder.toString()));
    assertThat(run.code()).as("%s", run).isZero();
    return run;
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }
}

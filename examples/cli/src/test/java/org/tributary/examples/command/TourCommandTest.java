package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.console.RecordingConsole;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.tribuo.LstmTaggerModel;

class TourCommandTest {

  @Test
  void dataModelAndReportAreWritten(@TempDir Path parent) throws IOException {
    Path folder = parent.resolve("new").resolve("tour");
    RecordingConsole recording = new RecordingConsole();
    TourCommand.run(
        recording.console(),
        folder,
        new CorpusGenerator.Sizes(120, 20, 30),
        List.of("--epochs", "2", "--hidden-size", "8", "--embedding-size", "10"),
        false);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "train.conllu",
            "dev.conllu",
            "test.conllu",
            "tour.tribuo",
            "report.html",
            "report.md",
            "report.json");
    assertThat(recording.output())
        .contains("train.conllu (120 sentences", "epoch  2/2", "known words", "SCONJ")
        .contains(
            "report  " + folder.resolve("report.html"), folder.resolve("report.md").toString());
    assertThat(folder.resolve("report.md"))
        .content()
        .contains("# tour.tribuo on test.conllu", "| training, SHA-256 |", "| epochs | 2 |");
    try (LstmTaggerModel model = LstmTaggerModel.load(folder.resolve("tour.tribuo"))) {
      assertThat(model.history()).hasSize(2);
    }
  }

  @Test
  void debugIsPassedOn(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("tour.tribuo"));
    String output = folder.toString();
    assertThat(Cli.run("tour", "--output", output).error())
        .hasLineCount(1)
        .contains("is a folder; give a file name in it");
    assertThat(Cli.run("tour", "--debug", "--output", output).error())
        .contains("\tat org.tributary.");
    assertThat(Cli.run("--debug", "tour", "--output", output).error())
        .contains("\tat org.tributary.");
  }

  @Test
  void corpusIsWrittenAsConllu(@TempDir Path folder) throws IOException {
    CorpusFiles files =
        CorpusFiles.write(
            new CorpusGenerator().generate(new CorpusGenerator.Sizes(1, 1, 1), 3),
            CorpusFiles.Format.CONLLU,
            folder,
            "");
    assertThat(files.train())
        .content()
        .matches("# text = .+\n(\\d+\t\\S+\t_\t[A-Z]+(\t_){6}\n)+\n");
  }
}

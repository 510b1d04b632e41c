package org.tributary.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.evaluation.ScoredText;
import org.tributary.text.ConlluColumn;

class PredictionFileTest {
  private static final ScoredText GOLD =
      new ScoredText(
          List.of(
              new ScoredText.Sentence(
                  List.of(
                      ScoredText.Token.of("the", "D", "?"), ScoredText.Token.of("dog", "N", "?"))),
              new ScoredText.Sentence(List.of(ScoredText.Token.of("runs", "V", "?")))));

  @TempDir private Path folder;

  private ScoredText read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("predictions"), text);
    return PredictionFile.read(file, ConlluColumn.UPOS, 1, GOLD);
  }

  @Test
  void lastColumnIsThePrediction() throws IOException {
    for (String text :
        List.of(
            "the D D\ndog N V\n\nruns V V\n",
            "the\tD\tD\ndog\tN\tV\n\nruns\tV\tV",
            "\n\nthe D\r\ndog V \r\n\r\n\r\nruns V\r\n")) {
      ScoredText predicted = read(text);
      assertThat(predicted.sentences().get(0).predicted()).containsExactly("D", "V");
      assertThat(predicted.sentences().get(1).predicted()).containsExactly("V");
      assertThat(predicted.sentences().get(0).gold()).containsExactly("D", "N");
    }
  }

  @Test
  void conlluColumnIsThePrediction() throws IOException {
    assertThat(
            read("""
            1\tthe\t_\tD\t_\t_\t_\t_\t_\t_
            2\tdog\t_\tV\t_\t_\t_\t_\t_\t_

            1\truns\t_\tV\t_\t_\t_\t_\t_\t_

            """)
                .sentences()
                .get(0)
                .predicted())
        .containsExactly("D", "V");
  }

  @Test
  void otherTextIsRefused() {
    String file = folder.resolve("predictions").toString();
    assertThatThrownBy(() -> read("the D\ndog N\n"))
        .hasMessage(
            file
                + ": expected predictions for the 2 sentences of the test file, got 1; are both the same text?");
    assertThatThrownBy(() -> read("the D\n\nruns V\n"))
        .hasMessage(file + ": sentence 1: expected the 2 words of the test file, got 1");
    assertThatThrownBy(() -> read("the D\ncat N\n\nruns V\n"))
        .hasMessage(
            file
                + ": sentence 1, word 2: expected 'dog' as in the test file, got 'cat'; is the word column right?");
  }

  @Test
  void missingPredictionIsRefused() {
    String file = folder.resolve("predictions").toString();
    for (String line : List.of("the\tD\t", "the", "the\t")) {
      assertThatThrownBy(() -> read(line + "\ndog N\n\nruns V\n"))
          .hasMessage(
              file
                  + ": expected a word and, in the last column, its predicted label, got '"
                  + line
                  + "'; was the file written without labels?");
    }
  }

  @Test
  void labelOutsideTheSchemeIsRefused() throws IOException {
    ScoredText spans =
        new ScoredText(
            List.of(
                new ScoredText.Sentence(
                    List.of(
                        ScoredText.Token.of("Ann", "B-PER", "?"),
                        ScoredText.Token.of("ran", "O", "?")))));
    Path file = Files.writeString(folder.resolve("spans"), "Ann b-PER\nran O\n");
    assertThatThrownBy(() -> PredictionFile.read(file, ConlluColumn.UPOS, 1, spans))
        .hasMessage(
            file
                + ": sentence 1, word 1: expected a span label as in the test file, such as B-PER or O, got 'b-PER'; is the label column right?");
  }
}

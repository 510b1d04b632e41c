package org.tributary.examples.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.DataFormatException;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

class RecordingFileTest {

  @TempDir private Path folder;

  @Test
  void recordingsAreReadInTheOrderOfTheFile() throws IOException {
    String text =
        "\uFEFFid, x ,y,label\r\nb,1.5,-2,walk\r\nb,3e1,4,\"run, fast\"\r\n\r\na,5,6,rest\r\n";
    assertThat(RecordingFile.read(file(text)))
        .containsExactly(
            new Recording(
                "b",
                FloatTensor.of(TensorShape.of(2, 2), new float[] {1.5f, -2, 30, 4}),
                List.of("walk", "run, fast")),
            new Recording(
                "a", FloatTensor.of(TensorShape.of(1, 2), new float[] {5, 6}), List.of("rest")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|: expected a header and at least one row, got none; is it the right file?",
        "id,x,label|: expected a header and at least one row, got none; is it the right file?",
        "id;x;label#a;1;b|, line 1: expected a header of at least 3 columns (recording, channels, label), got 1: \"id;x;label\"; are the columns separated by commas?",
        "id,x,label#a,1,b#a,1|, line 3: expected 3 columns, as in the header, got 2; is a comma or a quotation mark missing?",
        "id,x,label#a,one,b|, line 2: column x: expected a finite number, got \"one\"; fill in missing readings first",
        "id,x,label#a,NaN,b|, line 2: column x: expected a finite number, got \"NaN\"; fill in missing readings first",
        "id,x,label#a,1,|, line 2: expected a label in the last column, got none; remove unlabelled rows",
        "id,x,label#a,1,b#c,1,b#a,2,b|, line 4: expected the rows of recording \"a\" to stand together, got more of them after others; sort the file by recording and time",
      })
  void malformedFileIsRejectedWithItsLine(String text, String message) throws IOException {
    Path file = file(text.replace('#', '\n'));
    assertThatThrownBy(() -> RecordingFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(file + message);
  }

  @Test
  void otherEncodingsAreRejected() throws IOException {
    Path file = Files.write(folder.resolve("latin"), "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> RecordingFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file + ": expected a file in UTF-8, got other bytes");
  }

  @Test
  void openQuotationMarkIsRejected() throws IOException {
    Path file = file("id,x,label\na,\"1,b\n");
    assertThatThrownBy(() -> RecordingFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file.toString());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("recordings.csv"), text);
  }
}

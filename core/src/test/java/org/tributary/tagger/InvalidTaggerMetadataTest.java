package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.internal.Settings;

/** Refusal of metadata with invalid values, or that do not match the parameters of the file. */
class InvalidTaggerMetadataTest {
  @TempDir private static Path folder;
  private static WordTaggerFile stored;

  @BeforeAll
  static void train() throws IOException {
    Path file = WordTaggerFileTest.trained(folder.resolve("words.tributary"));
    stored = WordTaggerFile.read(TaggerSource.of(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          definition.version    | 5            | expected a version from 1 to 4 as definition.version, got 5; was it written by a newer release?
          definition.version    | x            | expected a whole number as definition.version, got x
          inputs                | []           | inputs: expected at least one, got none
          inputs                | {}           | expected a JSON list of strings as inputs, got another value
          inputs                | [1]          | expected a JSON list of strings as inputs, got another value
          inputs                | ["word"      | expected a JSON list as inputs, got invalid JSON
          inputs                | ["suffix"]   | expected input.suffix.size, got none
          input.word.size       | x            | expected a whole number as input.word.size, got x
          input.word.size       | 0            | embedding: expected
          input.char.pooling    | mean         | expected one of [last, max] as input.char.pooling, got mean
          encoder.cell          | mlp          | expected one of [lstm, gru, rnn] as encoder.cell, got mlp
          encoder.hidden_size   | 99999999999  | expected a whole number as encoder.hidden_size, got 99999999999
          encoder.hidden_size   | -3           | LSTM: expected a hidden size from 1
          encoder.layers        | 0            | LSTM: expected 1 to 1000 layers, got 0; is it another size?
          encoder.layers        | 2000000000   | LSTM: expected 1 to 1000 layers, got 2000000000; is it another size?
          encoder.bidirectional | yes          | expected one of [true, false] as encoder.bidirectional, got yes
          encoder.connection    | skip         | expected one of [none, residual, highway] as encoder.connection, got skip
          head                  | hmm          | expected one of [softmax, crf] as head, got hmm
          head.scheme           | bilou        | expected one of [bio, iob1, bioes] as head.scheme, got bilou
          """)
  void invalidMetadataIsRefused(String name, String value, String message) throws IOException {
    Map<String, String> metadata = new TreeMap<>(stored.texts());
    metadata.put(name, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordTaggerFile.of(Settings.of(metadata), stored.parameters()))
        .withMessageStartingWith(message);
    metadata.remove(name);
    if (!name.equals("head.scheme")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WordTaggerFile.of(Settings.of(metadata), stored.parameters()))
          .withMessage("expected %s, got none".formatted(name));
    }
  }

  @Test
  void metadataNotMatchingTheParametersIsRefused() throws IOException {
    Path file = folder.resolve("mixed");
    for (Map.Entry<String, String> change :
        Map.of(
                "encoder.layers", "1000",
                "encoder.hidden_size", "7",
                "encoder.cell", "gru",
                "labels", "[\"O\"]")
            .entrySet()) {
      Map<String, String> metadata = new TreeMap<>(stored.texts());
      metadata.put(change.getKey(), change.getValue());
      WordTaggerFile.of(Settings.of(metadata), stored.parameters())
          .write(file, VectorStorage.INSIDE);
      assertThatIOException()
          .as(change.toString())
          .isThrownBy(() -> WordTagger.load(file))
          .withMessageStartingWith("word tagger %s: ".formatted(file))
          .withMessageContaining("expected");
    }
  }
}

package org.tributary.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;

/** Refusal of files and mappings that do not fit each other, every mistake in one report. */
class TorchMappingTest {
  @TempDir private Path folder;
  private TorchFiles files;
  private Path weights;
  private Path mapping;

  @BeforeEach
  void copy() throws IOException {
    files = TorchFiles.copy("gru_crf", folder);
    weights = files.weights();
    mapping = files.mapping();
  }

  private List<String> mistakes() {
    TorchMappingException report =
        catchThrowableOfType(
            TorchMappingException.class, () -> TorchTagger.read(weights, mapping).close());
    assertThat(report).as("report").isNotNull();
    assertThat(report)
        .hasMessageStartingWith(
            "PyTorch tagger %s by %s: %d mistake"
                .formatted(weights, mapping, report.mistakes().size()));
    report.mistakes().forEach(mistake -> assertThat(report).hasMessageContaining(mistake));
    return report.mistakes();
  }

  /** Replaces the tensors by others; null removes one. */
  private void change(String name, FloatTensor tensor) throws IOException {
    ParameterValues old = Safetensors.read(weights);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    old.names().forEach(each -> tensors.put(each, old.tensor(each)));
    tensors.remove(name);
    if (tensor != null) {
      tensors.put(name, tensor);
    }
    Safetensors.write(weights, ParameterValues.of(tensors));
  }

  @Test
  void everyMistakeInNamesAndShapesIsListed() throws IOException {
    change("conv.1.bias", null);
    change("extra.weight", FloatTensor.zeros(2, 3));
    change("rnn.weight_hh_l1", FloatTensor.zeros(6, 18));
    change("crf.transitions", FloatTensor.zeros(7, 8));
    Files.writeString(folder.resolve("words.txt"), "one\ntwo\n");
    files.replace("output = tags", "output = tag\nignored = tags., nothing.");
    assertThat(mistakes())
        .containsExactly(
            "word.unknown: expected a symbol of words.txt, got <unk>",
            "wrong shape: embed.word.weight, for word.table: expected [2, 5], got [30, 5]",
            "wrong shape: rnn.weight_hh_l1, for encoder.modules: expected [18, 6], got [6, 18]; is it transposed?",
            "wrong shape: crf.transitions, for crf: expected [8, 8], got [7, 8]",
            "missing: conv.1.bias, of shape [3], for char.cnn",
            "missing: tag.weight, of shape [8, 12], for output",
            "missing: tag.bias, of shape [8], for output",
            "unexpected: extra.weight, of shape [2, 3]; name its module, or list it under ignored",
            "ignored: expected names of the file, or prefixes that end in a period, got nothing.");
  }

  @Test
  void prefixOfAWrappingModuleIsNamed() throws IOException {
    String start = "missing, but present with the prefix module.: ";
    String end = "; add the prefix to the modules and tables of the mapping";
    ParameterValues old = Safetensors.read(weights);
    Map<String, FloatTensor> wrapped = new LinkedHashMap<>();
    old.names().forEach(each -> wrapped.put("module." + each, old.tensor(each)));
    Safetensors.write(weights, ParameterValues.of(wrapped));
    assertThat(mistakes()).containsExactly(start + "embed.char.weight and 14 more" + end);

    wrapped.remove("module.tags.bias");
    Safetensors.write(weights, ParameterValues.of(wrapped));
    assertThat(mistakes())
        .noneMatch(mistake -> mistake.startsWith(start))
        .contains(
            "missing: tags.bias, for output",
            "unexpected: module.tags.weight, of shape [8, 12]; name its module, or list it under ignored");

    wrapped.put("module.tags.bias", old.tensor("tags.bias"));
    Safetensors.write(weights, ParameterValues.of(wrapped));
    for (String module : List.of("embed.", "conv.", "rnn", "tags", "crf")) {
      files.replace(" " + module, " module." + module);
    }
    TorchTagger.read(weights, mapping).close();

    files.replace("module.embed.word.weight", "embed.word.weight");
    assertThat(mistakes()).containsExactly(start + "embed.word.weight" + end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          output = tags        | outputs = tags      | missing key: output, the module of the linear layer; add output = ...
          output = tags        | outputs = tags      | unknown key: outputs; did you mean output?
          output = tags        | output = tag        | missing: tag.weight, of shape [8, 12], for output; did you mean tags.weight?
          encoder = gru        | encoder = lstm      | encoder: expected gru, as the shape [18, 6] of rnn.weight_hh_l0 shows, got lstm
          output = tags        | output =            | line 11: expected a line "key = value", got "output ="
          output = tags        | output = a~output=b | line 12: expected each key once, got output twice
          encoder = gru        | encoder = qrnn      | encoder: expected one of [lstm, gru, rnn], got qrnn
          inputs = char, word  | inputs = char, pos  | inputs: expected word, lower, char, prefixN, suffixN (N characters) or shape, each once, separated by commas, got pos
          crf = crf            | crf.scheme = bio | crf.scheme: expected the key crf beside it, got none; add it, or remove crf.scheme
          crf = crf            | crf = crf~char.pooling = max | char.pooling: expected the key char.lstm beside it, got none; add it, or remove char.pooling
          crf = crf            | crf = crf~crf.scheme = x | crf.scheme: expected one of [bio, iob1, bioes], got x
          char.cnn =           | char.pooling = mean~char.lstm = a~# | char.pooling: expected one of [last, max], got mean
          char.cnn =           | char.lstm = a~char.cnn = | char: expected either char.lstm, a bidirectional LSTM, or char.cnn, convolutions, got both
          crf = crf            | char.first = 65     | char.first: expected a number of characters from 1 to 64, got 65
          crf = crf            | zeros = a.bias~crf = crf  | zeros: expected names of the mapped modules, such as output.bias, got a.bias
          crf = crf            | zeros = tags.bias~crf = crf | unexpected: tags.bias, of shape [8], which zeros lists as absent; remove it from zeros
          conv.0, conv.1       | conv.0 conv.1       | char.cnn: expected names separated by commas, got "conv.0 conv.1"
          encoder.modules = rnn | encoder.modules = l l2 | encoder.modules: expected names separated by commas, got "l l2"
          encoder.modules = rnn | encoder.modules = , | encoder.modules: expected names separated by commas, got ","
          inputs = char, word  | inputs = ,          | inputs: expected word, lower, char, prefixN, suffixN (N characters) or shape, each once, separated by commas, got ,
          conv.0, conv.1       | conv.0, conv.0      | char.cnn: expected modules of distinct widths, got width 3 in conv.0 again
          word.unknown = <unk> | word.unknown = <u>  | word.unknown: expected a symbol of words.txt, got <u>
          crf = crf            | crf = crf~crf.scheme = bio | labels: expected a label of BIO
          """)
  void mistakesInValuesAreNamed(String target, String replacement, String mistake)
      throws IOException {
    files.replace(target, replacement.replace('~', '\n'));
    assertThat(mistakes()).anyMatch(found -> found.startsWith(mistake));
  }

  @Test
  void invalidPathIsNamed() throws IOException {
    files.replace("labels.txt", "a\0b");
    assertThat(mistakes()).anyMatch(m -> m.startsWith("labels: expected the path of a file, got "));
  }

  /** The sizes of a layer follow from the tensors that agree, not from the first. */
  @Test
  void aTensorOfAnotherShapeIsTheOnlyOneNamed() throws IOException {
    byte[] original = Files.readAllBytes(weights);
    ParameterValues all = Safetensors.read(weights);
    for (String name : all.names()) {
      long[] shape = all.tensor(name).shape().asArray();
      shape[0]++;
      change(name, FloatTensor.zeros(shape));
      assertThat(mistakes())
          .singleElement()
          .asString()
          .startsWith("wrong shape: %s, for ".formatted(name))
          .endsWith(", got " + TensorShape.of(shape));
      Files.write(weights, original);
      if (shape.length == 2 && shape[0] - 1 != shape[1]) {
        change(name, FloatTensor.zeros(shape[1], shape[0] - 1));
        assertThat(mistakes())
            .singleElement()
            .asString()
            .startsWith("wrong shape: %s, for ".formatted(name))
            .endsWith("; is it transposed?");
        Files.write(weights, original);
      }
    }
  }

  @Test
  void aCellOfAnotherNameIsTheOnlyMistake() throws IOException {
    files.replace("encoder = gru", "encoder = rnn");
    assertThat(mistakes()).hasSize(1);
  }

  @Test
  void tensorsOfIntegersAreRefused() throws IOException {
    String file = Files.readString(weights, StandardCharsets.ISO_8859_1);
    String header = file.substring(file.indexOf("\"tags.bias\""));
    Files.writeString(
        weights,
        file.replace(header, header.replaceFirst("F32", "I32")),
        StandardCharsets.ISO_8859_1);
    assertThat(mistakes())
        .containsExactly(
            "wrong dtype: tags.bias, for output: expected F64, F32, F16 or BF16, got I32");
  }

  /** The embedding size, a width and the hidden size follow from no other tensor. */
  @ParameterizedTest
  @ValueSource(strings = {"embed.word.weight", "embed.char.weight", "conv.1.weight"})
  void zerosOfUnknownShapeAreRefused(String name) throws IOException {
    change(name, null);
    files.replace("crf = crf", "crf = crf\nzeros = " + name);
    assertThat(mistakes())
        .containsExactly(
            "zeros: expected tensors whose shapes the others show, such as biases, got [%s]; save those of weights in the state dict"
                .formatted(name));
  }

  @Test
  void aLayerOfZerosAloneIsRefused() throws IOException {
    List<String> layer =
        Safetensors.read(weights).names().stream().filter(n -> n.startsWith("rnn.")).toList();
    for (String name : layer) {
      change(name, null);
    }
    files.replace("crf = crf", "crf = crf\nzeros = " + String.join(", ", layer));
    assertThat(mistakes()).anyMatch(m -> m.startsWith("zeros: expected tensors whose shapes"));
  }

  @Test
  void unknownKeysAreNamed() throws IOException {
    files.replace("output = tags", "output = tags\nhidden = 7");
    assertThat(mistakes())
        .containsExactly(
            "unknown key: hidden; this mapping may have the keys [inputs, char.table, char.vocabulary, char.unknown, char.padding, char.lstm, char.cnn, char.first, word.table, word.vocabulary, word.unknown, word.padding, encoder, encoder.modules, output, labels, crf, crf.scheme, zeros, ignored]");
  }

  @Test
  void unknownKeysAreNamedBesideAnUnknownInput() throws IOException {
    files.replace("inputs = ", "inputs = upper, ");
    files.replace("output = tags", "output = tags\nhidden = 7\nupper.table = 8");
    assertThat(mistakes())
        .anyMatch(m -> m.startsWith("inputs: expected word, lower, "))
        .anyMatch(m -> m.startsWith("unknown key: hidden; "))
        .noneMatch(m -> m.contains("upper.table"));
  }

  @Test
  void sizeBeyondAnArrayIsRefused() throws IOException {
    change("embed.word.weight", FloatTensor.zeros(0, 1L << 31));
    assertThat(mistakes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          labels.txt  | A~~B                | labels.txt, line 2: expected a symbol, got an empty line; write the file as JSON instead
          labels.txt  | A~B~A               | labels.txt: expected each symbol once, got "A" twice
          labels.json | [1]                 | labels.json: expected a list of strings, got 1
          labels.json | {"a": 0, "b": 2}    | labels.json: expected the indices 0 to 1, got 0 to 2
          labels.json | {"a": 0, "b": 0}    | labels.json: expected each index once, got 0 for "a" and "b"
          labels.json | {"a": "x"}          | labels.json: expected a number as the index of each symbol, got the string "x" for "a"
          labels.json | "a"                 | labels.json: expected one JSON list or object, got other JSON
          labels.json | ["a"                | labels.json: expected JSON, got
          labels.json | []                  | labels.json: expected at least one symbol, got none
          labels.json | ~                   | labels.json: expected one JSON list or object, got an empty file
          """)
  void malformedSymbolFilesAreNamed(String file, String content, String mistake)
      throws IOException {
    files.replace("labels.txt", file);
    Files.writeString(folder.resolve(file), content.replace('~', '\n'));
    assertThat(mistakes()).anyMatch(found -> found.startsWith(folder.resolve(mistake).toString()));
  }

  @Test
  void missingAndTruncatedFilesAreRefused() throws IOException {
    byte[] all = Files.readAllBytes(weights);
    for (int length : new int[] {0, 7, 100, all.length / 2, all.length - 1}) {
      Files.write(weights, Arrays.copyOf(all, length));
      assertThatIOException()
          .isThrownBy(() -> TorchTagger.read(weights, mapping))
          .withMessageStartingWith(
              "%s: not a safetensors file, or one that was damaged or cut short: "
                  .formatted(weights));
    }
    Files.delete(weights);
    assertThatIOException()
        .isThrownBy(() -> TorchTagger.read(weights, mapping))
        .withMessage("%s: expected a safetensors file, got none; check the path", weights);
    Files.delete(mapping);
    assertThatIOException()
        .isThrownBy(() -> TorchTagger.read(weights, mapping))
        .withMessageContaining("no such file; check the path");
  }

  @Test
  void infiniteWeightsAreRefused() throws IOException {
    change(
        "tags.bias", FloatTensor.of(TensorShape.of(8), new float[] {0, 0, 1f / 0, 0, 0, 0, 0, 0}));
    assertThatIOException()
        .isThrownBy(() -> TorchTagger.read(weights, mapping))
        .withMessage(
            "%s: expected finite numbers, but tags.bias has the value Infinity; did training diverge?",
            weights);
  }
}

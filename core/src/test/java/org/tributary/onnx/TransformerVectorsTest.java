package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.InterruptedCallException;
import org.tributary.feature.WordReader;
import org.tributary.internal.HalfPrecision;
import org.tributary.testing.LogMessages;

/** Vectors of words against PyTorch; made by docs/golden/transformer.py. */
class TransformerVectorsTest {
  private static final int SIZE = 8;
  private static final int LAYERS = 3;

  @TempDir private Path folder;

  /** A sentence with the vectors of its words, [words, layers, size]. */
  private record Golden(List<String> words, float[] vectors) {}

  private static List<Golden> goldens(PiecePooling pooling) throws IOException {
    List<Golden> goldens = new ArrayList<>();
    for (JsonNode each :
        new ObjectMapper().readTree(WordPieceTokenizerTest.resource("vectors.json"))) {
      List<String> words =
          StreamSupport.stream(each.get("words").spliterator(), false)
              .map(JsonNode::textValue)
              .toList();
      JsonNode values = each.get(pooling.name().toLowerCase(java.util.Locale.ROOT));
      float[] vectors = new float[values.size()];
      for (int k = 0; k < vectors.length; k++) {
        vectors[k] = values.get(k).floatValue();
      }
      goldens.add(new Golden(words, vectors));
    }
    return goldens;
  }

  private static List<TokenVectorColumn> columns(
      TransformerEncoder encoder, List<List<String>> sentences) {
    try (WordReader<TokenVectorColumn> reader =
        TransformerVectors.of(encoder).wordReader().orElseThrow()) {
      return reader.columns(sentences, symbol -> 0);
    }
  }

  private static float[] values(TokenVectorColumn column) {
    float[] values = new float[column.steps() * column.width()];
    for (int step = 0; step < column.steps(); step++) {
      column.copy(step, values, step * column.width());
    }
    return values;
  }

  /** Sentences of one window and of several, and a word that is longer than a window. */
  @ParameterizedTest
  @EnumSource
  void vectorsMatchPyTorch(PiecePooling pooling) throws IOException {
    List<Golden> goldens = goldens(pooling);
    List<TokenVectorColumn> columns =
        columns(
            TestEncoder.in(folder).pooling(pooling), goldens.stream().map(Golden::words).toList());
    assertThat(goldens).hasSizeGreaterThan(7);
    for (int n = 0; n < goldens.size(); n++) {
      float[] expected = goldens.get(n).vectors();
      float[] found = values(columns.get(n));
      assertThat(columns.get(n).steps()).isEqualTo(goldens.get(n).words().size());
      assertThat(found).hasSameSizeAs(expected);
      for (int k = 0; k < expected.length; k++) {
        assertThat(found[k])
            .as("number %d of sentence %d", k, n)
            .isCloseTo(expected[k], within(Math.abs(expected[k]) / 2048 + 1e-5f));
      }
    }
  }

  @Test
  void interruptEndsALongSentenceBetweenWindows() throws IOException {
    List<String> longest =
        goldens(PiecePooling.MEAN).stream()
            .map(Golden::words)
            .max(Comparator.comparingInt(List::size))
            .orElseThrow();
    try (WordReader<TokenVectorColumn> reader =
        TransformerVectors.of(TestEncoder.in(folder)).wordReader().orElseThrow()) {
      reader.columns(List.of(List.of("a")), symbol -> 0); // opens the files
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> reader.columns(List.of(longest), symbol -> 0))
          .isInstanceOf(InterruptedCallException.class)
          .hasMessageStartingWith("call: interrupted after 1 of ");
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void someLayersAreThoseOfAllLayers() throws IOException {
    List<List<String>> sentences = goldens(PiecePooling.MEAN).stream().map(Golden::words).toList();
    TransformerEncoder all = TestEncoder.in(folder);
    assertThat(all.layers()).containsExactly(1, 2, 3);
    List<TokenVectorColumn> ofAll = columns(all, sentences);
    List<TokenVectorColumn> ofTwo = columns(all.layers(1, 3), sentences);
    for (int n = 0; n < sentences.size(); n++) {
      float[] expected = values(ofAll.get(n));
      float[] found = values(ofTwo.get(n));
      for (int step = 0; step < ofTwo.get(n).steps(); step++) {
        for (int e = 0; e < SIZE; e++) {
          assertThat(found[(2 * step) * SIZE + e]).isEqualTo(expected[(3 * step) * SIZE + e]);
          assertThat(found[(2 * step + 1) * SIZE + e])
              .isEqualTo(expected[(3 * step + 2) * SIZE + e]);
        }
      }
    }
  }

  /** The 8-bit encoder's scales are those of all that is computed at once. */
  @ParameterizedTest
  @ValueSource(strings = {"encoder.onnx", "encoder-int8.onnx"})
  void companyDoesNotChangeVectors(String file) throws IOException {
    TransformerEncoder encoder =
        TransformerEncoder.read(
            TestEncoder.file(folder, file), TestEncoder.file(folder, "tokenizer.json"));
    List<List<String>> sentences = new ArrayList<>();
    List<List<String>> known = goldens(PiecePooling.MEAN).stream().map(Golden::words).toList();
    for (int k = 0; k < 40; k++) {
      sentences.add(known.get(k % known.size()));
    }
    Collections.shuffle(sentences, new Random(3));
    List<TokenVectorColumn> together = columns(encoder, sentences);
    for (int n = 0; n < sentences.size(); n++) {
      float[] alone = values(columns(encoder, List.of(sentences.get(n))).get(0));
      float[] found = values(together.get(n));
      for (int k = 0; k < alone.length; k++) { // a batch may change the last bit of a float
        int ulps = Math.abs(HalfPrecision.encode(alone[k]) - HalfPrecision.encode(found[k]));
        assertThat(ulps)
            .as("number %d of sentence %d", k, n)
            .isLessThan(file.contains("int8") ? 1 : 2);
      }
    }
  }

  /** The last layer is an output of the file as it is, which ONNX Runtime runs. */
  @Test
  void statesOfEightBitsAreThoseOfTheUneditedFile() throws IOException {
    Path file = TestEncoder.file(folder, "encoder-int8.onnx");
    TransformerEncoder encoder =
        TransformerEncoder.read(file, TestEncoder.file(folder, "tokenizer.json"));
    List<String> words = List.of("the", "dogs", "reading");
    long[] ids = {2, 47, 48, 36, 49, 50, 3};
    List<Integer> shape = List.of(1, ids.length);
    byte[] bytes = Files.readAllBytes(file);
    long[] ones = IntStream.range(0, ids.length).mapToLong(k -> 1).toArray();
    float[] states;
    try (OnnxModel model =
        OnnxModel.load(
            ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(),
            new OnnxModel.Use("test", "", "the encoder", ""))) {
      states =
          (float[])
              model
                  .run(
                      Map.of(
                          "input_ids", new OnnxModel.Values(ids, shape),
                          "attention_mask", new OnnxModel.Values(ones, shape),
                          "token_type_ids", new OnnxModel.Values(new long[ids.length], shape)))
                  .get("last_hidden_state")
                  .values();
    }
    float[] found = values(columns(encoder.layers(LAYERS), List.of(words)).get(0));
    int[][] pieces = {{1}, {2, 3}, {4, 5}};
    for (int word = 0; word < words.size(); word++) {
      for (int e = 0; e < SIZE; e++) {
        float sum = 0;
        for (int piece : pieces[word]) {
          sum += states[piece * SIZE + e];
        }
        float mean = sum / pieces[word].length;
        assertThat(found[word * SIZE + e])
            .isEqualTo(HalfPrecision.decode(HalfPrecision.encode(mean)));
      }
    }
  }

  @Test
  void windowsOfALongSequenceCoverEachPieceOnce() {
    for (int capacity = 1; capacity < 12; capacity++) {
      for (int pieces = capacity + 1; pieces < 60; pieces++) {
        int next = 0;
        for (EncoderSession.Window window : EncoderSession.Window.of(pieces, capacity)) {
          assertThat(window.useFrom()).isEqualTo(next);
          assertThat(window.to() - window.from()).isEqualTo(capacity);
          assertThat(window.from()).isLessThanOrEqualTo(window.useFrom());
          assertThat(window.useTo()).isLessThanOrEqualTo(window.to());
          next = window.useTo();
        }
        assertThat(next).isEqualTo(pieces);
      }
    }
  }

  @Test
  void aClosedReaderIsRefusedAndOthersGoOn() throws IOException {
    TransformerVectors input = TransformerVectors.of(TestEncoder.in(folder));
    List<List<String>> sentences = List.of(List.of("the", "dog"));
    int open = EncoderSession.openCount();
    WordReader<TokenVectorColumn> one = input.wordReader().orElseThrow();
    try (WordReader<TokenVectorColumn> other = input.wordReader().orElseThrow()) {
      float[] expected = values(one.columns(sentences, symbol -> 0).get(0));
      other.columns(sentences, symbol -> 0);
      one.close();
      one.close();
      assertThat(values(other.columns(sentences, symbol -> 0).get(0))).containsExactly(expected);
      assertThatThrownBy(() -> one.columns(sentences, symbol -> 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "token vectors: expected an open tagger, got a closed one; train or load it again");
      assertThat(EncoderSession.openCount()).isEqualTo(open + 1);
    }
    assertThat(EncoderSession.openCount()).as("closed with the last user").isEqualTo(open);
  }

  @Test
  void layersThatTheEncoderLacksAreRefused() throws IOException {
    TransformerEncoder encoder = TestEncoder.in(folder);
    assertThatThrownBy(() -> encoder.layers(2, 4))
        .hasMessage("encoder: expected layers from 1 to 3, got [2, 4]");
    assertThatThrownBy(() -> encoder.layers(3, 2))
        .hasMessage("encoder: expected layers from 1 in increasing order, got [3, 2]");
    assertThatThrownBy(() -> encoder.layers(0, 1))
        .hasMessage("encoder: expected layers from 1 in increasing order, got [0, 1]");
    assertThatThrownBy(() -> encoder.layers(new int[0]))
        .hasMessage(
            "encoder: expected at least one layer with states of a size of at least 1, got the layers [] of size 8");
  }

  @Test
  void filesThatAreNoEncodersAreRefused() throws IOException {
    Path tokenizer = TestEncoder.file(folder, "tokenizer.json");
    Path encoder = TestEncoder.file(folder, "encoder.onnx");
    assertThatThrownBy(() -> TransformerEncoder.read(tokenizer, tokenizer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(tokenizer.toString(), "expected an ONNX file");
    assertThatThrownBy(() -> TransformerEncoder.read(encoder, encoder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoder.onnx: tokenizer: expected a tokenizer.json of Hugging Face");
    assertThatThrownBy(() -> TransformerEncoder.read(folder.resolve("none.onnx"), tokenizer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.onnx");
    byte[] bytes = Files.readAllBytes(encoder);
    for (int length = 0; length < bytes.length; length += 997) {
      Path cut = Files.write(folder.resolve("cut.onnx"), java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> TransformerEncoder.read(cut, tokenizer))
          .as("%d bytes", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(cut.toString(), "expected ");
    }
  }

  @Test
  void aTokenizerOfALargerVocabularyIsRefused() throws IOException {
    Path encoder = TestEncoder.file(folder, "encoder.onnx");
    String json = Files.readString(TestEncoder.file(folder, "tokenizer.json"));
    Path larger = folder.resolve("larger.json");
    Files.writeString(larger, json.replaceFirst("\"vocab\": *\\{", "$0\"penguins\": 81, "));
    assertThatThrownBy(() -> TransformerEncoder.read(encoder, larger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s: tokenizer: expected ids below 81, the pieces in the vocabulary of %s, got ids up to 81; use the tokenizer of this encoder"
                .formatted(larger, encoder));
  }

  /** Padding of the vocabulary is sound; a tokenizer of another encoder is likely beyond that. */
  @Test
  void aTokenizerOfAMuchSmallerVocabularyIsLogged() throws IOException {
    Path tokenizer = TestEncoder.file(folder, "tokenizer.json");
    ModelProto model =
        ModelProto.parseFrom(Files.readAllBytes(TestEncoder.file(folder, "encoder.onnx")));
    for (int rows : new int[] {81, 81 + 1024, 81 + 1025}) {
      ModelProto.Builder changed = model.toBuilder();
      changed.getGraphBuilder().getInitializerBuilderList().stream()
          .filter(table -> table.getDimsCount() == 2 && table.getDims(0) == 81)
          .forEach(table -> table.setDims(0, rows));
      Path file = Files.write(folder.resolve("rows.onnx"), changed.build().toByteArray());
      try (LogMessages messages = LogMessages.of(TransformerEncoder.class)) {
        assertThat(TransformerEncoder.read(file, tokenizer).layers()).containsExactly(1, 2, 3);
        assertThat(messages.all())
            .isEqualTo(
                rows <= 81 + 1024
                    ? List.of()
                    : List.of(
                        "WARNING %s: tokenizer: expected about as many pieces as the 1106 in the vocabulary of %s, got 81; is it the tokenizer of another encoder?"
                            .formatted(tokenizer, file)));
      }
    }
  }

  /** ELECTRA's small models, for instance, have embeddings of half the size of the states. */
  @Test
  void embeddingsMayBeSmallerThanStates() throws IOException {
    Path tokenizer = TestEncoder.file(folder, "tokenizer.json");
    ModelProto.Builder smaller =
        ModelProto.parseFrom(Files.readAllBytes(TestEncoder.file(folder, "encoder.onnx")))
            .toBuilder();
    smaller.getGraphBuilder().getInitializerBuilderList().stream()
        .filter(table -> table.getName().contains("position_embeddings"))
        .forEach(table -> table.setDims(1, SIZE / 2));
    Path file = Files.write(folder.resolve("smaller.onnx"), smaller.build().toByteArray());
    assertThat(TransformerEncoder.read(file, tokenizer).hiddenSize()).isEqualTo(SIZE);
  }

  /** A layer that ends without a norm's weights, here in a reshape. */
  @Test
  void theSizeOfOtherLayersIsThatOfTheirEmbeddings() throws IOException {
    ModelProto.Builder other =
        ModelProto.parseFrom(Files.readAllBytes(TestEncoder.file(folder, "encoder.onnx")))
            .toBuilder();
    other
        .getGraphBuilder()
        .addInitializerBuilder()
        .setName("shape")
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(3)
        .addAllInt64Data(List.of(0L, 0L, (long) SIZE));
    other.getGraphBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOutputList().contains("last_hidden_state"))
        .forEach(node -> node.setOpType("Reshape").setInput(1, "shape"));
    Path file = Files.write(folder.resolve("other.onnx"), other.build().toByteArray());
    assertThat(
            TransformerEncoder.read(file, TestEncoder.file(folder, "tokenizer.json")).hiddenSize())
        .isEqualTo(SIZE);
  }

  /** An operation without its inputs is for ONNX Runtime to refuse, when the encoder runs. */
  @Test
  void aLookupWithoutIdsIsNoVocabulary() throws IOException {
    ModelProto model =
        ModelProto.parseFrom(Files.readAllBytes(TestEncoder.file(folder, "encoder.onnx")));
    ModelProto.Builder changed = model.toBuilder();
    changed.getGraphBuilder().addNodeBuilder().setName("lookup").setOpType("Gather");
    Path file = Files.write(folder.resolve("lookup.onnx"), changed.build().toByteArray());
    TransformerEncoder read =
        TransformerEncoder.read(file, TestEncoder.file(folder, "tokenizer.json"));
    assertThat(read.hiddenSize()).isEqualTo(8);
  }

  @Test
  void anEncoderThatWasExchangedIsRefused() throws IOException {
    TransformerEncoder encoder = TestEncoder.in(folder);
    Path file = folder.resolve("encoder.onnx");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> columns(encoder, List.of(List.of("the"))))
        .hasMessage(
            "encoder: expected the file %s as it was in training, got another SHA-256; it was exchanged or damaged: copy it again"
                .formatted(file));
  }

  @Test
  void columnsOfOtherEncodersAreRefused() throws IOException {
    TransformerVectors input = TransformerVectors.of(TestEncoder.in(folder));
    List<List<String>> sentences = List.of(List.of("the", "dogs"), List.of("books"));
    List<TokenVectorColumn> columns = columns(input.encoder(), sentences);
    TokenVectorColumn ofOneLayer = columns(input.encoder().layers(1), sentences).get(0);
    assertThatThrownBy(() -> input.require(ofOneLayer, 1))
        .hasMessage(
            "sequence: expected 24 numbers per step for input token, got 8; are they of another encoder?");
    assertThatThrownBy(() -> columns.get(0).then(List.of(ofOneLayer)))
        .hasMessage(
            "token vectors: expected columns of 24 numbers a step, got one of 8; are they of another encoder?");
    assertThatThrownBy(() -> input.withFiles(input.files().subList(0, 1)))
        .hasMessage("input token: expected the encoder and its tokenizer, got 1 files");
    TokenVectorColumn joined = columns.get(0).then(List.of(columns.get(1)));
    assertThat(joined.steps()).isEqualTo(3);
    for (int step = 0; step < 3; step++) {
      float[] actual = new float[24];
      joined.copy(step, actual, 0);
      float[] expected = new float[24];
      columns.get(step / 2).copy(step % 2, expected, 0);
      assertThat(actual).containsExactly(expected);
    }
  }
}

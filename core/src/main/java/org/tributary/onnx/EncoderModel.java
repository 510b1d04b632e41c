package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tributary.internal.NullChecks;

/**
 * The content of an encoder's files in memory, for an ONNX graph that holds the encoder. It is on
 * the heap; nothing is computed by it.
 */
public final class EncoderModel {
  private final ModelProto graph;
  private final EncoderFile file;
  private final WordPieceTokenizer tokenizer;
  private final String tokenizerJson;

  private EncoderModel(TransformerEncoder encoder) throws IOException {
    this.tokenizer = TransformerEncoder.tokenizer(encoder.tokenizer());
    this.tokenizerJson = Files.readString(encoder.tokenizer().required(), StandardCharsets.UTF_8);
    this.file = EncoderFile.read(encoder.model().required());
    try {
      this.graph =
          ModelProto.parseFrom(ByteString.copyFrom(file.withOutputs(encoder.model(), List.of())));
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("%s: %s".formatted(encoder.model().required(), e.getMessage()), e);
    }
  }

  /**
   * Reads the files of an encoder.
   *
   * @throws IllegalArgumentException if a file was changed since its hash was taken
   * @throws IllegalStateException if the places of the files are unknown
   * @throws UncheckedIOException with a one-line reason if a file cannot be read
   */
  public static EncoderModel read(TransformerEncoder encoder) {
    NullChecks.require("encoder", "that of token vectors", encoder);
    try {
      return new EncoderModel(encoder);
    } catch (IOException e) {
      throw new UncheckedIOException("token vectors: " + e.getMessage(), e);
    }
  }

  /** Returns the encoder's ONNX model, as its file has it. */
  ModelProto graph() {
    return graph;
  }

  /** Returns the name of the tensor of a layer's hidden states, [batch, pieces, E]; from 1. */
  String states(int layer) {
    return file.states().get(layer - 1);
  }

  /** Returns the content of the {@code tokenizer.json}. */
  String tokenizerJson() {
    return tokenizerJson;
  }

  /** Returns the ids of the pieces before a sequence, such as {@code [CLS]}. */
  public List<Integer> before() {
    return list(tokenizer.before());
  }

  /** Returns the ids of the pieces after a sequence, such as {@code [SEP]}. */
  public List<Integer> after() {
    return list(tokenizer.after());
  }

  /** Returns the ids of the pieces of each word, at least one. */
  public List<List<Integer>> pieces(List<String> words) {
    NullChecks.requireElements("words", "word", words);
    List<List<Integer>> pieces = new ArrayList<>();
    words.forEach(word -> pieces.add(list(tokenizer.pieces(word))));
    return pieces;
  }

  /** Returns the number of pieces of a sentence, with those around it. */
  int count(List<String> words) {
    return surrounded(words).length;
  }

  /** Returns the tensors of the encoder's inputs by name. */
  Map<String, OnnxModel.Values> tensors(List<List<String>> sentences) {
    return file.tensors(sentences.stream().map(this::surrounded).toList());
  }

  private int[] surrounded(List<String> words) {
    return tokenizer.surrounded(
        words.stream().flatMapToInt(word -> Arrays.stream(tokenizer.pieces(word))));
  }

  private static List<Integer> list(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  /** Returns the greatest number of pieces that the encoder reads at once, with those around. */
  int window() {
    return file.window();
  }

  /**
   * Returns whether the states of a sequence depend on its batch, as with dynamic quantization to 8
   * bits, whose scales are those of a batch.
   */
  boolean dependsOnBatch() {
    return file.isDynamic();
  }
}

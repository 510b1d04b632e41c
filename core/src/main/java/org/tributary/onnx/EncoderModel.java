package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tributary.feature.InputFile;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Sha256;

/**
 * The files of an encoder: its tokenizer, and the structure of its ONNX file, which are its inputs,
 * the tensor of each layer's hidden states, and sizes. Weights are not read before they are asked
 * for.
 *
 * <p>The states of a layer are found by the names of nodes, which exporters derive from a model's
 * modules: of the nodes below {@code …/layer.3/}, the last whose output another module reads.
 */
public final class EncoderModel {
  /** The greatest number of pieces that the encoder reads at once, whatever positions it has. */
  private static final int MAX_WINDOW = 512;

  /** The input of the ids of pieces. */
  static final String IDS = "input_ids";

  private static final String MASK = "attention_mask";
  private static final Set<String> INPUTS = Set.of(IDS, MASK, "token_type_ids");

  /** The path of a layer's module at the beginning of a node's name, and the layer's number. */
  private static final Pattern LAYER =
      Pattern.compile("(.*?/?(?:layers?|blocks?|h)\\.)(\\d{1,4})/.*");

  /** Operators of dynamic quantization. */
  private static final Set<String> DYNAMIC =
      Set.of(
          "DynamicQuantizeLinear",
          "DynamicQuantizeMatMul",
          "MatMulIntegerToFloat",
          "QAttention",
          "DynamicQuantizeLSTM");

  /** Operators whose output is not that of a module. */
  private static final Set<String> CONVERSIONS =
      Set.of("DynamicQuantizeLinear", "QuantizeLinear", "Cast", "Shape", "Constant");

  private static final Pattern POSITIONS = Pattern.compile(".*position_embeddings?\\.weight.*");

  private final InputFile model;
  private final InputFile tokenizerFile;
  private final WordPieceTokenizer tokenizer;
  private final Set<String> inputs = new HashSet<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<String> layers;
  private long positions = MAX_WINDOW;
  private long vocabularySize = Long.MAX_VALUE;
  private final long hiddenSize;
  private long embeddingSize;
  private boolean dynamic;
  private ModelProto graph; // guarded by this; null before it is asked for

  private EncoderModel(
      InputFile model, InputFile tokenizerFile, WordPieceTokenizer tokenizer, ByteBuffer content)
      throws IOException {
    this.model = model;
    this.tokenizerFile = tokenizerFile;
    this.tokenizer = tokenizer;
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
    in.enableAliasing(true); // the weights stay in the file
    GraphProto structure = ModelProto.parseFrom(in).getGraph();
    structure.getInputList().forEach(this::readInput);
    structure.getInitializerList().forEach(this::readInitializer);
    readVocabularySize(structure);
    structure.getOutputList().forEach(output -> outputs.add(output.getName()));
    if (!inputs.contains(IDS) || structure.getNodeCount() == 0) {
      throw refused(
          "an ONNX file with the input " + IDS, "one with the inputs %s".formatted(inputs));
    }
    layers = layers(structure.getNodeList());
    hiddenSize = hiddenSize(structure);
    if (hiddenSize < 1 || hiddenSize > 1 << 16) {
      throw refused("the size of hidden states in the file's outputs", Long.toString(hiddenSize));
    }
  }

  /**
   * Reads the files of an encoder.
   *
   * @throws IllegalArgumentException if a file is not supported, or the tokenizer was changed since
   *     its hash was taken; the ONNX file is compared when its weights are read
   * @throws IllegalStateException if the places of the files are unknown
   * @throws UncheckedIOException with a one-line reason if a file cannot be read
   */
  public static EncoderModel read(TransformerEncoder encoder) {
    NullChecks.require("encoder", "that of token vectors", encoder);
    try {
      return read(encoder.model(), encoder.tokenizer());
    } catch (IOException e) {
      throw new UncheckedIOException("token vectors: " + e.getMessage(), e);
    }
  }

  /**
   * Reads located files.
   *
   * @throws IllegalArgumentException as {@link #read(TransformerEncoder)}
   * @throws IOException with a one-line reason if a file cannot be read
   */
  static EncoderModel read(InputFile model, InputFile tokenizer) throws IOException {
    ByteBuffer content = content(tokenizer, 0);
    byte[] json = new byte[content.remaining()];
    content.get(json);
    WordPieceTokenizer pieces;
    try {
      pieces = WordPieceTokenizer.read(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: %s".formatted(tokenizer.requirePath(), e.getMessage()), e);
    }
    Path file = model.requirePath();
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "encoder: expected an ONNX file of at most 2 GB, got %d bytes; take a smaller encoder, or quantize it to 8 bits"
                .formatted(channel.size()));
      }
      return new EncoderModel(
          model, tokenizer, pieces, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "%s: encoder: expected an ONNX file, got other or incomplete data (%s); download or export it again"
              .formatted(file, Excerpt.of(e.getMessage())),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  private static IllegalArgumentException refused(String expected, String got) {
    return new IllegalArgumentException(
        "encoder: expected %s, got %s; export a transformer such as BERT or MiniLM with torch.onnx.export, without fusing its nodes"
            .formatted(expected, got));
  }

  private void readInput(ValueInfoProto input) {
    if (!INPUTS.contains(input.getName())) {
      throw refused("the inputs " + INPUTS, "an input " + Excerpt.of(input.getName()));
    }
    int type = input.getType().getTensorType().getElemType();
    if (type != TensorProto.DataType.INT64.getNumber()) {
      throw refused(
          "64-bit integers as the input " + input.getName(), "the type %d of ONNX".formatted(type));
    }
    inputs.add(input.getName());
  }

  /** Reads the sizes of a table of positions. */
  private void readInitializer(TensorProto initializer) {
    if (initializer.getDataLocation() != TensorProto.DataLocation.DEFAULT) {
      throw refused("all weights in the ONNX file", "weights in a file beside it");
    }
    if (POSITIONS.matcher(initializer.getName()).matches() && initializer.getDimsCount() == 2) {
      positions = initializer.getDims(0);
      embeddingSize = initializer.getDims(1);
    }
  }

  /**
   * Returns the size of the vector, a norm's weight or bias, that the last operation of the last
   * layer reads. If it reads none, returns the size of the embeddings, which may be smaller than
   * that of the states, or that of the outputs.
   */
  private long hiddenSize(GraphProto graph) {
    String last = layers.get(layers.size() - 1);
    Set<String> read =
        graph.getNodeList().stream()
            .filter(node -> node.getOutputList().contains(last))
            .flatMap(node -> node.getInputList().stream())
            .collect(Collectors.toSet());
    return graph.getInitializerList().stream()
        .filter(vector -> read.contains(vector.getName()) && vector.getDimsCount() == 1)
        .filter(vector -> vector.getDataType() != TensorProto.DataType.INT64.getNumber()) // a shape
        .mapToLong(vector -> vector.getDims(0))
        .filter(size -> size > 1)
        .findFirst()
        .orElseGet(
            () ->
                embeddingSize > 0
                    ? embeddingSize
                    : graph.getOutputList().stream()
                        .mapToLong(EncoderModel::lastSize)
                        .max()
                        .orElse(0));
  }

  /**
   * Reads the number of rows of the table that the ids are looked up in, if it is an initializer.
   */
  private void readVocabularySize(GraphProto graph) {
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Gather") && node.getInputList().indexOf(IDS) == 1) {
        graph.getInitializerList().stream()
            .filter(table -> table.getName().equals(node.getInput(0)) && table.getDimsCount() == 2)
            .forEach(table -> vocabularySize = table.getDims(0));
      }
    }
  }

  /** Returns the tensor of each layer's hidden states, in order. */
  private List<String> layers(List<NodeProto> nodes) {
    Map<String, TreeMap<Integer, List<NodeProto>>> modules = new HashMap<>();
    Map<String, Set<String>> readers = new HashMap<>(); // modules that read a tensor
    for (NodeProto node : nodes) {
      dynamic |= DYNAMIC.contains(node.getOpType());
      Matcher layer = LAYER.matcher(node.getName());
      String module = "";
      if (layer.matches()) {
        module = layer.group(1) + layer.group(2);
        modules
            .computeIfAbsent(layer.group(1), m -> new TreeMap<>())
            .computeIfAbsent(Integer.valueOf(layer.group(2)), m -> new ArrayList<>())
            .add(node);
      }
      for (String input : node.getInputList()) {
        readers.computeIfAbsent(input, r -> new HashSet<>()).add(module);
      }
    }
    outputs.forEach(o -> readers.computeIfAbsent(o, r -> new HashSet<>()).add(""));
    Map.Entry<String, TreeMap<Integer, List<NodeProto>>> stack =
        modules.entrySet().stream()
            .max(Map.Entry.comparingByValue((a, b) -> Integer.compare(nodeCount(a), nodeCount(b))))
            .orElseThrow(
                () ->
                    refused(
                        "nodes named by their layer, such as /encoder/layer.0/output/Add",
                        "names such as '%s'".formatted(Excerpt.of(nodes.get(0).getName()))));
    List<String> states = new ArrayList<>();
    for (Map.Entry<Integer, List<NodeProto>> layer : stack.getValue().entrySet()) {
      String module = stack.getKey() + layer.getKey();
      String last = null;
      for (NodeProto node : layer.getValue()) {
        if (!CONVERSIONS.contains(node.getOpType())
            && readers.getOrDefault(node.getOutput(0), Set.of()).stream()
                .anyMatch(reader -> !reader.equals(module))) {
          last = node.getOutput(0);
        }
      }
      if (layer.getKey() != states.size() || last == null) {
        throw refused(
            "the layers 0, 1, … below %s, each with an output".formatted(stack.getKey()),
            "no output of layer %d".formatted(states.size()));
      }
      states.add(last);
    }
    return states;
  }

  private static int nodeCount(Map<Integer, List<NodeProto>> module) {
    return module.values().stream().mapToInt(List::size).sum();
  }

  private static long lastSize(ValueInfoProto output) {
    TypeProto.Tensor type = output.getType().getTensorType();
    int dimensions = type.getShape().getDimCount();
    return dimensions < 2 ? 0 : type.getShape().getDim(dimensions - 1).getDimValue();
  }

  /** Returns the encoder's ONNX model, as its file has it, on the heap. */
  synchronized ModelProto graph() {
    if (graph == null) {
      try {
        graph = ModelProto.parseFrom(ByteString.copyFrom(content(model, 0)));
      } catch (IOException e) {
        throw new UncheckedIOException("token vectors: " + e.getMessage(), e);
      }
    }
    return graph;
  }

  /** Returns the content of the {@code tokenizer.json}. */
  String tokenizerJson() {
    try {
      return StandardCharsets.UTF_8.decode(content(tokenizerFile, 0)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("token vectors: " + e.getMessage(), e);
    }
  }

  /** Returns the ids of the pieces before a sequence, such as {@code [CLS]}. */
  public List<Integer> prefix() {
    return list(tokenizer.prefix());
  }

  /** Returns the ids of the pieces after a sequence, such as {@code [SEP]}. */
  public List<Integer> suffix() {
    return list(tokenizer.suffix());
  }

  /** Returns the ids of the pieces of each word, at least one. */
  public List<List<Integer>> pieces(List<String> words) {
    NullChecks.requireElements("words", "word", words);
    return words.stream().map(word -> list(tokenizer.pieces(word))).toList();
  }

  private static List<Integer> list(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  /** Returns the ids of the pieces of a sentence, with those around it. */
  int[] withSpecialTokens(List<String> words) {
    return tokenizer.withSpecialTokens(
        words.stream().flatMapToInt(word -> Arrays.stream(tokenizer.pieces(word))));
  }

  WordPieceTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Returns the tensors of the inputs by name, each [N, P] with the pieces of the longest sequence.
   *
   * @param sequences the ids of the pieces of each sequence, with those around it
   */
  Map<String, OnnxModel.Values> tensors(List<int[]> sequences) {
    int longest = sequences.stream().mapToInt(pieces -> pieces.length).max().orElseThrow();
    long[] ids = new long[Math.multiplyExact(sequences.size(), longest)];
    long[] mask = new long[ids.length];
    for (int n = 0; n < sequences.size(); n++) {
      int[] pieces = sequences.get(n);
      for (int k = 0; k < pieces.length; k++) {
        ids[n * longest + k] = pieces[k];
        mask[n * longest + k] = 1;
      }
    }
    List<Integer> shape = List.of(sequences.size(), longest);
    Map<String, OnnxModel.Values> tensors = new LinkedHashMap<>();
    for (String input : inputs) {
      long[] values = input.equals(IDS) ? ids : input.equals(MASK) ? mask : new long[ids.length];
      tensors.put(input, new OnnxModel.Values(values, shape));
    }
    return tensors;
  }

  /** Returns the name of the tensor of a layer's hidden states, [N, P, E]; from 1. */
  String states(int layer) {
    return layers.get(layer - 1);
  }

  int layerCount() {
    return layers.size();
  }

  /** Returns E, the size of a hidden state. */
  int hiddenSize() {
    return (int) hiddenSize;
  }

  /**
   * Returns the number of pieces in the vocabulary; the largest number if the file does not say.
   */
  long vocabularySize() {
    return vocabularySize;
  }

  /** Returns the greatest number of pieces that the encoder reads at once. */
  int window() {
    return (int) Math.min(positions, MAX_WINDOW);
  }

  /**
   * Returns whether the encoder has dynamic quantization: scales of all that is computed at once,
   * so that the states of a sequence depend on its batch.
   */
  boolean isDynamic() {
    return dynamic;
  }

  /**
   * Returns the content of the ONNX file with the states of all layers as outputs. Protobuf merges
   * a repeated field of two parts of a message, so the outputs are a part after the content, which
   * stays as it is.
   *
   * @throws IllegalArgumentException if the file was exchanged since its hash was taken
   * @throws IOException if the file cannot be read
   */
  ByteBuffer withStates() throws IOException {
    GraphProto.Builder added = GraphProto.newBuilder();
    for (String tensor : layers) {
      if (!outputs.contains(tensor)) {
        added.addOutput(
            ValueInfoProto.newBuilder()
                .setName(tensor)
                .setType(
                    TypeProto.newBuilder()
                        .setTensorType(
                            TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
      }
    }
    byte[] part = ModelProto.newBuilder().setGraph(added).buildPartial().toByteArray();
    ByteBuffer all = content(model, part.length);
    return all.position(all.limit()).limit(all.capacity()).put(part).flip();
  }

  /**
   * Reads a located file into a direct buffer, which has room for further bytes.
   *
   * @throws IllegalArgumentException if it was exchanged since its hash was taken
   */
  private static ByteBuffer content(InputFile file, int room) throws IOException {
    Path path = file.requirePath();
    try (FileChannel channel = FileChannel.open(path)) {
      int size = Math.toIntExact(channel.size());
      ByteBuffer content = ByteBuffer.allocateDirect(Math.addExact(size, room)).limit(size);
      while (content.hasRemaining() && channel.read(content) >= 0) {}
      MessageDigest digest = Sha256.digest();
      digest.update(content.flip().duplicate());
      if (!Sha256.hex(digest).equals(file.sha256())) {
        throw file.hashMismatch(path);
      }
      return content;
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }
}

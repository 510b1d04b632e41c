package org.tributary.tribuo.internal.storage;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tributary.head.LabelSet;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.definition.VectorFile;
import org.tributary.internal.definition.VectorFiles;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorType;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * The protobuf format of parameters: little-endian floats, of 16 bits if every value is exact in
 * half precision, as of pretrained vectors in that precision, else of 32 bits.
 */
public final class ParameterProtos {
  /** Maximum parameters in one protobuf message, with room for the rest of the model. */
  private static final long MAX_PARAMETERS = Integer.MAX_VALUE / Float.BYTES * 7L / 8;

  private ParameterProtos() {}

  /**
   * Checks before training that this many parameters can be written.
   *
   * @throws IllegalStateException if they exceed the capacity of a protobuf message
   */
  public static void requireStorable(long count) {
    if (count > MAX_PARAMETERS) {
      throw new IllegalStateException(
          ("stored tagger: expected at most %d parameters, which is what a protobuf message holds,"
                  + " got %d; train with fewer features or a smaller embedding size")
              .formatted(MAX_PARAMETERS, count));
    }
  }

  /**
   * Writes parameters in order.
   *
   * @param beside the files of the parameters whose values are not in the message, by name
   * @throws IllegalStateException if they exceed the capacity of a protobuf message
   */
  public static List<ParameterProto> write(
      ParameterValues parameters, Map<String, VectorFile> beside) {
    long besideCount =
        beside.keySet().stream().mapToLong(name -> parameters.shape(name).size()).sum();
    requireStorable(parameters.count() - besideCount);
    List<ParameterProto> protos = new ArrayList<>();
    for (String name : parameters.names()) {
      ParameterProto.Builder proto =
          ParameterProto.newBuilder()
              .setName(name)
              .addAllShape(LongStream.of(parameters.shape(name).asArray()).boxed().toList());
      FloatTensor values = parameters.tensor(name);
      if (beside.containsKey(name)) {
        proto.setFileSha256(ByteString.copyFrom(beside.get(name).sha256()));
      } else if (TensorType.F16.holds(values)) {
        proto.setHalfValues(bytes(values, TensorType.F16));
      } else {
        proto.setValues(bytes(values, TensorType.F32));
      }
      protos.add(proto.build());
    }
    return protos;
  }

  /**
   * Returns the values of a tensor, in chunks, since a heap that is nearly full rarely has room for
   * one large array.
   */
  private static ByteString bytes(FloatTensor tensor, TensorType type) {
    List<ByteString> chunks = new ArrayList<>();
    tensor.encode(
        type,
        ByteOrder.LITTLE_ENDIAN,
        (bytes, count) -> chunks.add(ByteString.copyFrom(bytes, 0, count)));
    return ByteString.copyFrom(chunks); // a balanced tree of the chunks, without a copy
  }

  /**
   * Checks the number of parameters.
   *
   * @throws IllegalArgumentException if a tagger of this definition has another number of
   *     parameters
   */
  public static void requireCount(TaggerDefinition definition, int count) {
    int inputs = definition.inputs().all().stream().mapToInt(i -> i.parameters(1).size()).sum();
    int linear = 2; // weight and bias
    int head = definition.columns().get(0).head().parameters(LabelSet.ofSize(1)).size();
    int expected = inputs + definition.encoder().parameters().size() + linear + head;
    if (count != expected) {
      throw new IllegalArgumentException(
          "stored tagger: expected %d parameters for %s, got %d"
              .formatted(expected, definition, count));
    }
  }

  /**
   * Returns one parameter for each of {@code specs}.
   *
   * @param files the files beside the model, for tables of pretrained vectors
   * @throws IllegalArgumentException if a name, shape or length does not match, or a file is
   *     missing or has another hash
   * @throws IOException if a file cannot be read
   */
  public static ParameterValues read(
      List<StoredParameter> stored, List<ParameterSpec> specs, VectorFiles files)
      throws IOException {
    Map<String, StoredParameter> byName = new LinkedHashMap<>();
    for (StoredParameter parameter : stored) {
      if (byName.put(parameter.name(), parameter) != null) {
        throw new IllegalArgumentException(
            "stored tagger: expected each parameter once, got '%s' twice"
                .formatted(Excerpt.of(parameter.name())));
      }
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      StoredParameter parameter = byName.remove(spec.name());
      if (parameter == null) {
        specs.forEach(expected -> byName.remove(expected.name()));
        throw new IllegalArgumentException(
            "stored tagger: expected the parameter %s, got '%s'"
                .formatted(
                    spec.name(), Excerpt.of(byName.keySet().stream().findFirst().orElse("none"))));
      }
      tensors.put(spec.name(), matching(parameter, spec, files));
    }
    return ParameterValues.of(tensors);
  }

  private static FloatTensor matching(StoredParameter stored, ParameterSpec spec, VectorFiles files)
      throws IOException {
    long[] shape = spec.shape().asArray();
    if (!stored.shape().equals(LongStream.of(shape).boxed().toList())) {
      throw new IllegalArgumentException(
          "stored tagger: expected the shape %s for parameter %s, got %s"
              .formatted(
                  spec.shape(),
                  spec.name(),
                  Excerpt.of(stored.shape().stream().map(String::valueOf).toList())));
    }
    if (!stored.fileSha256().isEmpty()) {
      FloatTensor read = files.read(spec.name(), new VectorFile(stored.fileSha256().toByteArray()));
      if (!read.shape().equals(spec.shape())) {
        throw new IllegalArgumentException(
            "stored tagger: expected the shape %s for parameter %s, got %s in the file beside the model"
                .formatted(spec.shape(), spec.name(), read.shape()));
      }
      return read;
    }
    if (stored.bytes() != spec.shape().size() * stored.width()) {
      throw new IllegalArgumentException(
          "stored tagger: expected %d bytes for parameter %s, got %d"
              .formatted(spec.shape().size() * stored.width(), spec.name(), stored.bytes()));
    }
    return stored.values().reshape(shape);
  }
}

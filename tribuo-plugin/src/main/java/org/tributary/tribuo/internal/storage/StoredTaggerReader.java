package org.tributary.tribuo.internal.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.HeapBudget;
import org.tributary.internal.param.HalfPrecision;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * A streaming reader of {@link LstmTaggerProto}. It decodes the values of parameters in place,
 * which protobuf would hold twice, refuses unknown fields, and takes the size of each part from a
 * heap budget before the part is built. Not thread-safe.
 */
public final class StoredTaggerReader {
  /** Heap bytes of a setting beside its characters. */
  static final int SETTING_BYTES = 400;

  static final int PARAMETER_BYTES = 600;
  static final int DIMENSION_BYTES = 48;
  static final int EPOCH_BYTES = 250;
  private static final int CHUNK_BYTES = 1 << 16;

  private static final int NAME = ParameterProto.NAME_FIELD_NUMBER;
  private static final int SHAPE = ParameterProto.SHAPE_FIELD_NUMBER;
  private static final int VALUES = ParameterProto.VALUES_FIELD_NUMBER;
  private static final int HALF_VALUES = ParameterProto.HALF_VALUES_FIELD_NUMBER;
  private static final int FILE_SHA256 = ParameterProto.FILE_SHA256_FIELD_NUMBER;

  private final ProtoInput in;
  private final HeapBudget budget;
  private final LstmTaggerProto.Builder message = LstmTaggerProto.newBuilder();
  private final List<StoredParameter> parameters = new ArrayList<>();

  private StoredTaggerReader(ProtoInput in, HeapBudget budget) {
    this.in = in;
    this.budget = budget;
  }

  /**
   * Reads a tagger up to the input's limit.
   *
   * @throws InvalidProtocolBufferException if the bytes are no protobuf message
   * @throws IllegalArgumentException if a field is unknown, the checksum is missing or does not
   *     match, or the parts would exceed the budget
   */
  public static StoredTagger read(ProtoInput in, HeapBudget budget) throws IOException {
    StoredTaggerReader reader = new StoredTaggerReader(in, budget);
    reader.readMessage();
    LstmTaggerProto message = reader.message.build();
    StoredChecksum.require(message, reader.parameters);
    return new StoredTagger(message, reader.parameters, budget);
  }

  private void readMessage() throws IOException {
    CodedInputStream coded = in.coded();
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      switch (field) {
        case LstmTaggerProto.METADATA_FIELD_NUMBER ->
            message.setMetadata(in.message(tag, in::packed));
        case LstmTaggerProto.DEFINITION_FIELD_NUMBER -> in.message(tag, this::readSetting);
        case LstmTaggerProto.PARAMETERS_FIELD_NUMBER ->
            parameters.add(in.message(tag, this::readParameter));
        case LstmTaggerProto.HISTORY_FIELD_NUMBER -> {
          budget.take("epochs", EPOCH_BYTES);
          message.addHistory(in.message(tag, this::readEpoch));
        }
        case LstmTaggerProto.TRIBUTARY_VERSION_FIELD_NUMBER ->
            message.setTributaryVersion(in.text(tag));
        case LstmTaggerProto.GZIP_METADATA_FIELD_NUMBER -> message.setGzipMetadata(in.bytes(tag));
        case LstmTaggerProto.CHECKSUM_FIELD_NUMBER -> {
          in.requireType(tag, WireFormat.WIRETYPE_FIXED32);
          message.setChecksum(coded.readFixed32());
        }
        default -> throw UnknownFields.unknown(field, LstmTaggerProto.getDescriptor());
      }
    }
  }

  private EpochProto readEpoch() throws IOException {
    EpochProto.Builder epoch = EpochProto.newBuilder();
    CodedInputStream coded = in.coded();
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case EpochProto.EPOCH_FIELD_NUMBER -> epoch.setEpoch(in.number(tag));
        case EpochProto.LOSS_FIELD_NUMBER -> epoch.setLoss(in.decimal(tag));
        case EpochProto.DEV_SCORE_FIELD_NUMBER -> epoch.setDevScore(in.decimal(tag));
        default ->
            throw UnknownFields.unknown(
                WireFormat.getTagFieldNumber(tag), EpochProto.getDescriptor());
      }
    }
    return epoch.build();
  }

  private boolean readSetting() throws IOException {
    String name = "";
    String value = "";
    CodedInputStream coded = in.coded();
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> name = in.text(tag);
        case 2 -> value = in.text(tag);
        default -> throw UnknownFields.unknown(WireFormat.getTagFieldNumber(tag), entry());
      }
    }
    budget.take("settings", SETTING_BYTES + 2L * name.length());
    if (message.containsDefinition(name)) {
      throw new IllegalArgumentException(
          "stored tagger: expected each setting once, got %s twice".formatted(Excerpt.of(name)));
    }
    message.putDefinition(name, value);
    return true;
  }

  private static Descriptor entry() {
    return LstmTaggerProto.getDescriptor()
        .findFieldByNumber(LstmTaggerProto.DEFINITION_FIELD_NUMBER)
        .getMessageType();
  }

  private StoredParameter readParameter() throws IOException {
    budget.take("parameters", PARAMETER_BYTES);
    String name = "";
    List<Long> shape = new ArrayList<>();
    ByteString remainder = ByteString.EMPTY; // after the last whole value, for the checksum
    ByteString fileSha256 = ByteString.EMPTY;
    FloatTensor values = null;
    int width = Float.BYTES;
    CodedInputStream coded = in.coded();
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case NAME -> name = in.text(tag);
        case SHAPE -> {
          if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
            addDimension(shape);
          } else {
            in.message(tag, () -> readShape(shape));
          }
        }
        case VALUES, HALF_VALUES -> {
          if (values != null) {
            throw new IllegalArgumentException(
                "stored tagger: expected the values of a parameter once, got them twice for %s"
                    .formatted(Excerpt.of(name)));
          }
          width = WireFormat.getTagFieldNumber(tag) == VALUES ? Float.BYTES : HalfPrecision.BYTES;
          int bytes = in.length(tag);
          values = readValues(bytes / width, width);
          remainder = ByteString.copyFrom(coded.readRawBytes(bytes % width));
        }
        case FILE_SHA256 -> fileSha256 = in.bytes(tag);
        default ->
            throw UnknownFields.unknown(
                WireFormat.getTagFieldNumber(tag), ParameterProto.getDescriptor());
      }
    }
    if (values != null && !fileSha256.isEmpty()) {
      throw new IllegalArgumentException(
          "stored tagger: expected the values of %s in the model or in a file beside it, got both"
              .formatted(Excerpt.of(name)));
    }
    return new StoredParameter(
        name, shape, values == null ? FloatTensor.zeros(0) : values, width, remainder, fileSha256);
  }

  private boolean readShape(List<Long> shape) throws IOException {
    while (in.coded().getBytesUntilLimit() > 0) {
      addDimension(shape);
    }
    return true;
  }

  private void addDimension(List<Long> shape) throws IOException {
    budget.take("dimensions", DIMENSION_BYTES);
    shape.add(in.coded().readInt64());
  }

  private FloatTensor readValues(int count, int width) throws IOException {
    try {
      return width == HalfPrecision.BYTES
          ? FloatTensor.writtenHalves(
              TensorShape.of(count),
              to ->
                  forEachChunk(
                      count, width, (bytes, at, n) -> bytes.asShortBuffer().get(to, at, n)))
          : FloatTensor.written(
              TensorShape.of(count),
              to ->
                  forEachChunk(
                      count, width, (bytes, at, n) -> bytes.asFloatBuffer().get(to, at, n)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * A consumer of the bytes of {@code count} values, the first of which has the index {@code at}.
   */
  @FunctionalInterface
  private interface ChunkConsumer {
    void accept(ByteBuffer bytes, int at, int count);
  }

  private void forEachChunk(int all, int width, ChunkConsumer consumer) {
    try {
      for (int at = 0; at < all; ) {
        int count = Math.min(all - at, CHUNK_BYTES / Float.BYTES);
        ByteBuffer chunk = ByteBuffer.wrap(in.coded().readRawBytes(count * width));
        consumer.accept(chunk.order(ByteOrder.LITTLE_ENDIAN), at, count);
        at += count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

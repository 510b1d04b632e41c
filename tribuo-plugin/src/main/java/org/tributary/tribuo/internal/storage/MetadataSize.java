package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.RootProvenanceProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tribuo.classification.protos.ImmutableLabelInfoProto;
import org.tribuo.classification.protos.LabelProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tributary.internal.check.HeapBudget;

/**
 * An estimate of the heap that protobuf and Tribuo take for the metadata of a model. It reads the
 * wire format along the descriptors, into packed messages too, without building a message.
 */
public final class MetadataSize {
  /** Heap bytes of a message and of the object that Tribuo makes of it. */
  private static final int MESSAGE_BYTES = 120;

  private static final int STRING_BYTES = 72;

  /** Heap bytes of an element of a list of strings, the labels of a domain in Tribuo. */
  private static final int LIST_STRING_BYTES = 600;

  /** Heap bytes of an element of a list of doubles, the keys of a map in Tribuo. */
  private static final int DOUBLE_BYTES = 56;

  private static final int NUMBER_BYTES = 8;
  private static final int UNKNOWN_BYTES = 200;

  /** Maximum depth of messages; those of Tribuo have less than ten levels. */
  private static final int MAX_DEPTH = 40;

  private static final String ANY = Any.getDescriptor().getFullName();

  private static final Map<String, Descriptor> KNOWN = new HashMap<>();

  static {
    addAll(ModelDataProto.getDescriptor().getFile());
    addAll(ImmutableFeatureMapProto.getDescriptor().getFile());
    addAll(ImmutableLabelInfoProto.getDescriptor().getFile());
    addAll(LabelProto.getDescriptor().getFile());
    addAll(RootProvenanceProto.getDescriptor().getFile());
  }

  private final HeapBudget budget;

  private MetadataSize(HeapBudget budget) {
    this.budget = budget;
  }

  private static void addAll(FileDescriptor file) {
    file.getMessageTypes().forEach(message -> KNOWN.put(message.getFullName(), message));
  }

  /**
   * Takes the size of stored metadata, a {@link ModelDataProto}, from a budget.
   *
   * @throws InvalidProtocolBufferException if the bytes are no protobuf message
   * @throws IllegalArgumentException if the size exceeds the budget
   */
  public static void take(ByteString metadata, HeapBudget budget) throws IOException {
    CodedInputStream in = metadata.newCodedInput();
    in.pushLimit(metadata.size());
    new MetadataSize(budget).message(in, ModelDataProto.getDescriptor(), 0);
  }

  private void take(long bytes) {
    budget.take("parts of the metadata", bytes);
  }

  private void message(CodedInputStream in, Descriptor type, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("its messages are nested too deeply");
    }
    take(MESSAGE_BYTES);
    Packed packed = new Packed();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          int limit = in.pushLimit(in.readRawVarint32());
          int length = in.getBytesUntilLimit();
          if (field == null) {
            take(UNKNOWN_BYTES + length);
          } else if (type.getFullName().equals(ANY)) {
            readPacked(in, field, packed, depth);
          } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            message(in, field.getMessageType(), depth + 1);
          } else {
            take(bytes(field, length));
          }
          in.skipRawBytes(in.getBytesUntilLimit());
          in.popLimit(limit);
        }
        case WireFormat.WIRETYPE_VARINT -> {
          in.readRawVarint64();
          takeNumber(field);
        }
        case WireFormat.WIRETYPE_FIXED64 -> {
          in.skipRawBytes(Long.BYTES);
          takeNumber(field);
        }
        case WireFormat.WIRETYPE_FIXED32 -> {
          in.skipRawBytes(Integer.BYTES);
          takeNumber(field);
        }
        default -> throw new InvalidProtocolBufferException("it has a group, which no model has");
      }
    }
    in.checkLastTagWas(0);
  }

  /** The state of reading a packed message. */
  private static final class Packed {
    private Optional<Descriptor> type = Optional.empty();
    private boolean typed;
    private boolean read;
  }

  /** Reads the type or the value of a packed message, which a writer stores in this order. */
  private void readPacked(CodedInputStream in, FieldDescriptor field, Packed packed, int depth)
      throws IOException {
    int length = in.getBytesUntilLimit();
    take(STRING_BYTES + length);
    boolean isType = field.getNumber() == Any.TYPE_URL_FIELD_NUMBER;
    if (isType == packed.typed || packed.read) {
      throw new InvalidProtocolBufferException("it has a packed message without one type");
    }
    if (isType) {
      String url = new String(in.readRawBytes(length), StandardCharsets.UTF_8);
      packed.type = Optional.ofNullable(KNOWN.get(url.substring(url.lastIndexOf('/') + 1)));
      packed.typed = true;
    } else {
      packed.read = true;
      if (packed.type.isPresent()) {
        message(in, packed.type.get(), depth + 1);
      }
    }
  }

  /** Returns the heap bytes of a text, bytes or a packed list of numbers. */
  private static long bytes(FieldDescriptor field, int length) {
    return switch (field.getJavaType()) {
      case STRING, BYTE_STRING ->
          (field.isRepeated() ? LIST_STRING_BYTES : STRING_BYTES) + (long) length;
      case DOUBLE -> (long) length / Double.BYTES * DOUBLE_BYTES;
      default -> (long) length * NUMBER_BYTES;
    };
  }

  private void takeNumber(FieldDescriptor field) {
    if (field == null) {
      take(UNKNOWN_BYTES);
    } else if (field.isRepeated()) {
      take(field.getJavaType() == FieldDescriptor.JavaType.DOUBLE ? DOUBLE_BYTES : NUMBER_BYTES);
    }
  }
}

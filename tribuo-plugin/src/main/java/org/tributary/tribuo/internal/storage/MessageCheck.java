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
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.EnumProvenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.classification.protos.ImmutableLabelInfoProto;
import org.tribuo.classification.protos.LabelProto;
import org.tribuo.protos.ProtoSerializable;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tributary.internal.HeapBudget;
import org.tributary.tribuo.protos.LstmTaggerProto;

/**
 * A check of an untrusted message before protobuf, Tribuo and OLCUT read it. It walks the wire
 * format along the descriptors, into Tribuo's packed messages too, without building a message:
 *
 * <ul>
 *   <li>It takes the heap of the message, and of the objects made of it, from a budget.
 *   <li>Tribuo and OLCUT load classes by name and run their static initializers before they look at
 *       the type, so that a file could run those of any class on the class path. The check loads
 *       them without initialization and accepts only the types that the two read: provenance, enums
 *       in provenance, and serializable domains. A name without a class is left to them.
 *   <li>Protobuf skips unknown fields; predictions might depend on them. The check refuses those of
 *       Tributary's own messages.
 * </ul>
 */
public final class MessageCheck {
  /** Heap bytes of a message and of the object that Tribuo makes of it. */
  private static final int MESSAGE_BYTES = 120;

  private static final int STRING_BYTES = 72;

  /** Heap bytes of an element of a list of strings, the labels of a domain in Tribuo. */
  private static final int LIST_STRING_BYTES = 600;

  /** Heap bytes of an element of a list of doubles, the keys of a map in Tribuo. */
  private static final int DOUBLE_BYTES = 56;

  private static final int NUMBER_BYTES = 8;

  /** Heap bytes of an element of a list of whole numbers in Tributary's messages, a dimension. */
  private static final int DIMENSION_BYTES = 48;

  private static final int UNKNOWN_BYTES = 200;

  /** Maximum depth of messages; those of Tribuo have less than ten levels. */
  private static final int MAX_DEPTH = 40;

  private static final String ANY = Any.getDescriptor().getFullName();

  private static final FileDescriptor OWN = LstmTaggerProto.getDescriptor().getFile();

  private static final String PREFIX = "type.googleapis.com/";

  /** The messages of Tribuo and OLCUT by the URL of their type. */
  private static final Map<String, Descriptor> PACKED = new HashMap<>();

  static {
    addAll(ModelDataProto.getDescriptor().getFile());
    addAll(ImmutableFeatureMapProto.getDescriptor().getFile());
    addAll(ImmutableLabelInfoProto.getDescriptor().getFile());
    addAll(LabelProto.getDescriptor().getFile());
    addAll(RootProvenanceProto.getDescriptor().getFile());
  }

  private final CodedInputStream in;
  private final HeapBudget budget;
  private final boolean descends; // into packed messages
  private final Map<Class<?>, Set<String>> accepted = new HashMap<>(); // names by type
  private String part = ""; // the field of the outermost message that is being read

  private MessageCheck(CodedInputStream in, HeapBudget budget, Descriptor type) {
    this.in = in;
    this.budget = budget;
    this.descends = type.getFile() != OWN;
  }

  private static void addAll(FileDescriptor file) {
    file.getMessageTypes().forEach(message -> PACKED.put(PREFIX + message.getFullName(), message));
  }

  /**
   * Checks a message.
   *
   * @param budget the heap from which that of each part is taken
   * @throws InvalidProtocolBufferException if the bytes are no protobuf message
   * @throws IllegalArgumentException if it exceeds the budget, names a class of another type, or
   *     has an unknown field
   */
  static void require(ByteString message, Descriptor type, HeapBudget budget) throws IOException {
    CodedInputStream in = message.newCodedInput();
    in.pushLimit(message.size());
    new MessageCheck(in, budget, type).message(type, 0);
  }

  private void take(long bytes) {
    budget.take("parts", bytes);
  }

  /** Returns the exception for an unknown field; it names the message and the field's number. */
  public static IllegalArgumentException unknown(int tag, Descriptor message) {
    return new IllegalArgumentException(
        "stored tagger: expected fields that this release knows, got field %d of %s; was it written by a newer release?"
            .formatted(WireFormat.getTagFieldNumber(tag), message.getName()));
  }

  private void message(Descriptor type, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("its messages are nested too deeply");
    }
    take(MESSAGE_BYTES);
    boolean own = type.getFile() == OWN || type.getFullName().equals(ANY);
    Names names = new Names();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (own && (field == null || !isOf(field, WireFormat.getTagWireType(tag)))) {
        throw unknown(tag, type);
      }
      if (depth == 0 && field != null) {
        part = field.getName();
      }
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int limit = in.pushLimit(in.readRawVarint32());
        if (field == null) {
          take(UNKNOWN_BYTES + in.getBytesUntilLimit());
        } else if (type.getFullName().equals(ANY)) {
          readPacked(field, names, depth);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          message(field.getMessageType(), depth + 1);
        } else {
          take(bytes(field, in.getBytesUntilLimit()));
          readName(field, names);
        }
        in.skipRawBytes(in.getBytesUntilLimit());
        in.popLimit(limit);
      } else {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP) {
          throw new InvalidProtocolBufferException("it has a group, which no model has");
        }
        in.skipField(tag);
        take(field == null ? UNKNOWN_BYTES : number(field));
      }
    }
    in.checkLastTagWas(0);
    if (names.isEnum) {
      names.enums.forEach(name -> requireType(name, Enum.class));
    }
  }

  private static boolean isOf(FieldDescriptor field, int wireType) {
    return wireType == field.getLiteType().getWireType()
        || (field.isPackable() && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  /** The classes that a message names, collected while it is read. */
  private static final class Names {
    private boolean isEnum;
    private final List<String> enums = new ArrayList<>(0);
    private Descriptor packed; // null for an unknown type
    private boolean hasType;
    private boolean hasValue;
  }

  /** Reads the type or the value of a packed message, which a writer stores in this order. */
  private void readPacked(FieldDescriptor field, Names names, int depth) throws IOException {
    int length = in.getBytesUntilLimit();
    take(STRING_BYTES + length);
    boolean isType = field.getNumber() == Any.TYPE_URL_FIELD_NUMBER;
    if (isType == names.hasType || names.hasValue) {
      throw new InvalidProtocolBufferException("it has a packed message without one type");
    }
    if (isType) {
      names.packed = descends ? packed(text(length)) : null;
      names.hasType = true;
    } else {
      names.hasValue = true;
      if (names.packed != null) {
        message(names.packed, depth + 1);
      }
    }
  }

  /** Returns the type of a URL, whose prefix protobuf ignores; null for an unknown one. */
  private static Descriptor packed(String url) {
    Descriptor usual = PACKED.get(url);
    return usual != null ? usual : PACKED.get(PREFIX + url.substring(url.lastIndexOf('/') + 1));
  }

  /** Reads and checks the name of a class. */
  private void readName(FieldDescriptor field, Names names) throws IOException {
    switch (field.getName()) {
      case "class_name" -> requireType(text(in.getBytesUntilLimit()), ProtoSerializable.class);
      case "provenance_class_name" -> {
        String name = text(in.getBytesUntilLimit());
        requireType(name, Provenance.class);
        names.isEnum |= name.equals(EnumProvenance.class.getName());
      }
      case "additional" -> names.enums.add(text(in.getBytesUntilLimit()));
      default -> {}
    }
  }

  private String text(int length) throws IOException {
    return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
  }

  private void requireType(String className, Class<?> type) {
    if (!accepted.computeIfAbsent(type, t -> new HashSet<>()).add(className)) {
      return;
    }
    Class<?> found;
    try {
      found = Class.forName(className, false, ProtoSerializable.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return;
    }
    if (!type.isAssignableFrom(found)) {
      throw new IllegalArgumentException(
          "stored tagger: expected %s to name subclasses of %s, got %s, which is none and was not run; do you trust this file?"
              .formatted(part, type.getSimpleName(), found.getName()));
    }
  }

  /** Returns the heap bytes of a text, bytes or a packed list of numbers. */
  private static long bytes(FieldDescriptor field, int length) {
    return switch (field.getJavaType()) {
      case STRING, BYTE_STRING ->
          (field.isRepeated() ? LIST_STRING_BYTES : STRING_BYTES) + (long) length;
      case DOUBLE -> (long) length / Double.BYTES * DOUBLE_BYTES;
      default -> (long) length * number(field);
    };
  }

  private static long number(FieldDescriptor field) {
    if (!field.isRepeated()) {
      return 0;
    }
    if (field.getJavaType() == FieldDescriptor.JavaType.DOUBLE) {
      return DOUBLE_BYTES;
    }
    return field.getFile() == OWN ? DIMENSION_BYTES : NUMBER_BYTES;
  }
}

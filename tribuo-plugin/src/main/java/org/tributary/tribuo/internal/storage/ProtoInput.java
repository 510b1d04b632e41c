package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;

/**
 * Protobuf input of a known size. Every declared length is checked against the bytes that are left
 * before memory is allocated for it. Not thread-safe.
 */
public final class ProtoInput {
  private final CodedInputStream coded;
  private final long size;

  private ProtoInput(CodedInputStream coded, long size) {
    this.coded = coded;
    this.size = size;
  }

  /**
   * Returns an input over a stream.
   *
   * @param size the number of bytes of the stream
   */
  public static ProtoInput of(InputStream stream, long size) {
    return new ProtoInput(CodedInputStream.newInstance(stream), size);
  }

  /** Returns an input over bytes, which it does not copy. */
  public static ProtoInput of(ByteString bytes) {
    return new ProtoInput(bytes.newCodedInput(), bytes.size());
  }

  /** A reader of the fields of a message, up to the limit of the input. */
  @FunctionalInterface
  public interface Body<R> {
    /** Reads the message. */
    R read() throws IOException;
  }

  /** Returns the coded stream. */
  public CodedInputStream coded() {
    return coded;
  }

  /**
   * Checks the wire type of a tag.
   *
   * @param expected a constant of {@link WireFormat}
   */
  void requireType(int tag, int expected) throws InvalidProtocolBufferException {
    if (WireFormat.getTagWireType(tag) != expected) {
      throw new InvalidProtocolBufferException(
          "field %d has wire type %d instead of %d"
              .formatted(
                  WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), expected));
    }
  }

  /** Reads the length after a tag. */
  int length(int tag) throws IOException {
    requireType(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = coded.readRawVarint32();
    int limit = coded.getBytesUntilLimit();
    if (length < 0 || length > size - coded.getTotalBytesRead() || (limit >= 0 && length > limit)) {
      throw new InvalidProtocolBufferException(
          "field %d of %s bytes does not fit into the rest"
              .formatted(WireFormat.getTagFieldNumber(tag), Integer.toUnsignedString(length)));
    }
    return length;
  }

  /** Reads the number of a field. */
  public int number(int tag) throws IOException {
    requireType(tag, WireFormat.WIRETYPE_VARINT);
    return coded.readInt32();
  }

  double decimal(int tag) throws IOException {
    requireType(tag, WireFormat.WIRETYPE_FIXED64);
    return coded.readDouble();
  }

  /** Reads the text of a field. */
  public String text(int tag) throws IOException {
    ByteString bytes = bytes(tag);
    if (!bytes.isValidUtf8()) {
      throw new InvalidProtocolBufferException(
          "field %d is no UTF-8".formatted(WireFormat.getTagFieldNumber(tag)));
    }
    return bytes.toStringUtf8();
  }

  ByteString bytes(int tag) throws IOException {
    return UnsafeByteOperations.unsafeWrap(coded.readRawBytes(length(tag)));
  }

  /** Reads a field that is a message of {@code body}'s fields. */
  public <R> R message(int tag, Body<R> body) throws IOException {
    int limit = coded.pushLimit(length(tag));
    R message = body.read();
    if (coded.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("it ends within a message");
    }
    coded.popLimit(limit);
    return message;
  }

  /** Reads the fields of a packed message; refuses unknown ones. */
  Any packed() throws IOException {
    Any.Builder packed = Any.newBuilder();
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Any.TYPE_URL_FIELD_NUMBER -> packed.setTypeUrl(text(tag));
        case Any.VALUE_FIELD_NUMBER -> packed.setValue(bytes(tag));
        default ->
            throw UnknownFields.unknown(WireFormat.getTagFieldNumber(tag), Any.getDescriptor());
      }
    }
    return packed.build();
  }
}

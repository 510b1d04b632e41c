package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * The bytes of a stored tagger as Tribuo stores them. {@link Any#pack} copies the parameters, which
 * are nearly all of a file; here they are shared with the message.
 */
public final class PackedTagger {
  private static final String TYPE = "type.googleapis.com/";

  private PackedTagger() {}

  /** Returns the same as {@code Any.pack(message)}. */
  public static Any pack(LstmTaggerProto message) {
    LstmTaggerProto.Builder before =
        LstmTaggerProto.newBuilder().putAllDefinition(message.getDefinitionMap());
    if (message.hasMetadata()) {
      before.setMetadata(message.getMetadata());
    }
    ByteString bytes = before.build().toByteString();
    for (ParameterProto parameter : message.getParametersList()) {
      bytes = bytes.concat(field(LstmTaggerProto.PARAMETERS_FIELD_NUMBER, bytes(parameter)));
    }
    ByteString after =
        message.toBuilder()
            .clearMetadata()
            .clearDefinition()
            .clearParameters()
            .build()
            .toByteString();
    return Any.newBuilder()
        .setTypeUrl(TYPE + LstmTaggerProto.getDescriptor().getFullName())
        .setValue(bytes.concat(after))
        .build();
  }

  private static ByteString bytes(ParameterProto parameter) {
    return parameter.toBuilder()
        .clearValues()
        .clearHalfValues()
        .build()
        .toByteString()
        .concat(values(ParameterProto.VALUES_FIELD_NUMBER, parameter.getValues()))
        .concat(values(ParameterProto.HALF_VALUES_FIELD_NUMBER, parameter.getHalfValues()));
  }

  private static ByteString values(int field, ByteString values) {
    return values.isEmpty() ? values : field(field, values);
  }

  /** Returns a field of bytes: its tag, the length, and the bytes. */
  private static ByteString field(int number, ByteString value) {
    ByteString.Output header = ByteString.newOutput();
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(header);
      coded.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      coded.writeUInt32NoTag(value.size());
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("an output in memory does not fail", e);
    }
    return header.toByteString().concat(value);
  }
}

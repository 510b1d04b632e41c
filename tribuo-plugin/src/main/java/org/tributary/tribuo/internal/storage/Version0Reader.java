package org.tributary.tribuo.internal.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.tribuo.protos.core.ModelDataProto;
import org.tributary.feature.InputFile;
import org.tributary.internal.Excerpt;
import org.tributary.internal.HalfPrecision;
import org.tributary.internal.tagger.TaggerFiles;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * A reader of models of version 0, whose message held definition, parameters and training history
 * as fields of its own.
 */
public final class Version0Reader {
  private static final int SAFETENSORS =
      LstmTaggerProto.SAFETENSORS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SETTING =
      LstmTaggerProto.DEFINITION_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SETTING_NAME = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private Version0Reader() {}

  /**
   * Reads a message of version 0 into the present form. It is not trusted.
   *
   * @param fileBytes the size of the file that limits the heap
   * @throws IllegalArgumentException if a field is unknown or of another version, a setting or a
   *     parameter occurs twice, the checksum is missing or does not match, or the parts are invalid
   *     or would take too much heap
   * @throws IOException if the bytes are no protobuf message
   */
  public static StoredTagger read(ByteString bytes, long fileBytes) throws IOException {
    MessageCheck.require(bytes, LstmTaggerProto.getDescriptor(), TribuoMetadata.budget(fileBytes));
    CodedInputStream in = bytes.newCodedInput();
    in.enableAliasing(true); // the parts share the bytes of the message
    LstmTaggerProto message = LstmTaggerProto.parseFrom(in);
    requireChecksum(message);
    if (!message.getSafetensors().isEmpty()) {
      throw MessageCheck.unknown(SAFETENSORS, LstmTaggerProto.getDescriptor());
    }
    requireEachSettingOnce(bytes);
    Map<String, FloatTensor> parameters = new LinkedHashMap<>();
    Map<String, InputFile> beside = new TreeMap<>();
    for (ParameterProto parameter : message.getParametersList()) {
      String name = parameter.getName();
      if (parameters.containsKey(name) || beside.containsKey(name)) {
        throw new IllegalArgumentException(
            "stored tagger: expected each parameter once, got '%s' twice"
                .formatted(Excerpt.of(name)));
      }
      int forms =
          (parameter.getValues().isEmpty() ? 0 : 1)
              + (parameter.getHalfValues().isEmpty() ? 0 : 1)
              + (parameter.getFileSha256().isEmpty() ? 0 : 1);
      if (forms > 1) {
        throw new IllegalArgumentException(
            "stored tagger: expected the values of a parameter once, got them %d times for %s"
                .formatted(forms, Excerpt.of(name)));
      }
      if (parameter.getFileSha256().isEmpty()) {
        parameters.put(name, tensor(parameter));
      } else {
        String sha256 = HexFormat.of().formatHex(parameter.getFileSha256().toByteArray());
        beside.put(name, TaggerFiles.vectors(sha256));
      }
    }
    return new StoredTagger(
        metadata(message),
        history(message),
        new TaggerTensors(message.getDefinitionMap(), ParameterValues.of(parameters), beside),
        fileBytes);
  }

  private static void requireChecksum(LstmTaggerProto message) throws IOException {
    if (!message.hasChecksum()) {
      throw new IllegalArgumentException(
          "stored tagger: expected a checksum, got none; it was changed since it was written: copy"
              + " it again or train again");
    }
    CRC32 crc = new CRC32();
    CodedOutputStream to =
        CodedOutputStream.newInstance(
            new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    to.useDeterministicSerialization(); // sorts the settings
    message.toBuilder().clearChecksum().build().writeTo(to);
    to.flush();
    if ((int) crc.getValue() != message.getChecksum()) {
      throw new IllegalArgumentException(
          "stored tagger: expected data of the checksum %08x, got %08x; it was damaged, or changed since it was written: copy it again or train again"
              .formatted(message.getChecksum(), (int) crc.getValue()));
    }
  }

  /**
   * Refuses a setting that occurs twice: protobuf keeps the last, and the checksum covers it alone.
   */
  private static void requireEachSettingOnce(ByteString message) throws IOException {
    CodedInputStream in = message.newCodedInput();
    Set<String> names = new HashSet<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != SETTING) {
        in.skipField(tag);
        continue;
      }
      int limit = in.pushLimit(in.readRawVarint32());
      String name = "";
      for (int part = in.readTag(); part != 0; part = in.readTag()) {
        if (part == SETTING_NAME) {
          name = in.readStringRequireUtf8();
        } else {
          in.skipField(part);
        }
      }
      in.popLimit(limit);
      if (!names.add(name)) {
        throw new IllegalArgumentException(
            "stored tagger: expected each setting once, got %s twice".formatted(Excerpt.of(name)));
      }
    }
  }

  private static ByteString metadata(LstmTaggerProto message) {
    if (!message.getTribuoMetadata().isEmpty()) {
      if (message.hasMetadata()) {
        throw new IllegalArgumentException(
            "stored tagger: expected metadata or tribuo_metadata, got both");
      }
      return message.getTribuoMetadata();
    }
    String type = message.getMetadata().getTypeUrl();
    if (!type.endsWith("/" + ModelDataProto.getDescriptor().getFullName())) {
      throw new IllegalArgumentException(
          "stored tagger: expected metadata to hold a ModelDataProto, got '%s'"
              .formatted(Excerpt.of(type)));
    }
    return message.getMetadata().getValue();
  }

  private static List<EpochSummary> history(LstmTaggerProto message) {
    List<EpochSummary> history = new ArrayList<>();
    for (EpochProto epoch : message.getHistoryList()) {
      if (epoch.getEpoch() != history.size() + 1) {
        throw new IllegalArgumentException(
            "stored tagger: expected epoch %d in the history, got %d"
                .formatted(history.size() + 1, epoch.getEpoch()));
      }
      OptionalDouble devScore =
          epoch.hasDevScore() ? OptionalDouble.of(epoch.getDevScore()) : OptionalDouble.empty();
      history.add(new EpochSummary(epoch.getEpoch(), epoch.getLoss(), devScore));
    }
    return history;
  }

  /** Returns the values of a parameter, stored as floats of 32 bits, or of 16 if they hold them. */
  private static FloatTensor tensor(ParameterProto parameter) {
    boolean half = !parameter.getHalfValues().isEmpty();
    ByteString stored = half ? parameter.getHalfValues() : parameter.getValues();
    int width = half ? HalfPrecision.BYTES : Float.BYTES;
    TensorShape shape = shape(parameter);
    long expected = shape.size() * width;
    if (expected != stored.size()) {
      throw new IllegalArgumentException(
          "stored tagger: expected %d bytes for parameter %s, got %d"
              .formatted(expected, Excerpt.of(parameter.getName()), stored.size()));
    }
    ByteBuffer bytes = stored.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return half
        ? FloatTensor.writtenHalves(shape, to -> bytes.asShortBuffer().get(to))
        : FloatTensor.written(shape, to -> bytes.asFloatBuffer().get(to));
  }

  private static TensorShape shape(ParameterProto parameter) {
    List<Long> sizes = parameter.getShapeList();
    long bytes = Float.BYTES;
    try {
      for (long size : sizes) {
        bytes = Math.multiplyExact(bytes, size);
      }
      return TensorShape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "stored tagger: expected a shape of sizes of 0 or more for parameter %s, got %s"
              .formatted(
                  Excerpt.of(parameter.getName()),
                  Excerpt.of(sizes.stream().map(String::valueOf).toList())),
          e);
    }
  }
}

package org.tributary.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tribuo.protos.core.CategoricalIDInfoProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.OutputDomainProto;
import org.tributary.tribuo.internal.storage.StoredChecksum;
import org.tributary.tribuo.internal.storage.StoredMetadata;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/** Accessors of the parts of a stored model. */
public final class Stored {
  private Stored() {}

  /** Returns the message without its checksum, so that tests can change it. */
  static LstmTaggerProto proto(LstmTaggerModel model) {
    return uncompressed(withChecksum(model)).toBuilder().clearChecksum().build();
  }

  /** Returns the message with its metadata uncompressed and without a checksum. */
  public static LstmTaggerProto uncompressed(LstmTaggerProto proto) {
    try {
      return proto.toBuilder()
          .clearGzipMetadata()
          .clearChecksum()
          .setMetadata(Any.pack(StoredMetadata.of(proto)))
          .build();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static LstmTaggerProto withChecksum(LstmTaggerModel model) {
    try {
      return model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a message that a test changed, with a checksum of its own, as Tribuo stores it. */
  static Any packed(LstmTaggerProto proto) {
    return Any.pack(StoredChecksum.addTo(proto.toBuilder().clearChecksum().build()));
  }

  /** Reads a message that a test changed. */
  static LstmTaggerModel read(LstmTaggerProto proto) {
    return LstmTaggerModel.deserializeFromProto(
        LstmTaggerModel.CURRENT_VERSION, LstmTaggerModel.class.getName(), packed(proto));
  }

  /** Returns the values of a parameter; numbers of 16 bits are decoded by their definition. */
  static float[] values(ParameterProto parameter) {
    ByteBuffer bytes = buffer(parameter.getValues());
    ByteBuffer halves = buffer(parameter.getHalfValues());
    float[] values = new float[bytes.remaining() / 4 + halves.remaining() / 2];
    for (int k = 0; k < values.length; k++) {
      values[k] = bytes.hasRemaining() ? bytes.getFloat() : half(halves.getShort());
    }
    return values;
  }

  private static ByteBuffer buffer(ByteString bytes) {
    return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns a finite number of IEEE 754 binary16. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    double size =
        exponent == 0
            ? Math.scalb((double) mantissa, -24)
            : Math.scalb(mantissa + 1024.0, exponent - 25);
    return (float) (bits < 0 ? -size : size);
  }

  /** Returns a message with another setting of its definition. */
  static LstmTaggerProto with(LstmTaggerProto proto, String setting, String value) {
    return proto.toBuilder().putDefinition(setting, value).build();
  }

  static ModelDataProto metadata(LstmTaggerProto proto) {
    try {
      return proto.getMetadata().unpack(ModelDataProto.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a value of the model's run provenance as text. */
  static String runValue(LstmTaggerModel model, String key) {
    Provenance value = model.getProvenance().getInstanceProvenance().getMap().get(key);
    return value instanceof PrimitiveProvenance<?> single
        ? String.valueOf(single.getValue())
        : String.valueOf(value);
  }

  /** Returns the bytes without the provenance, which holds times. */
  static ByteString withoutProvenance(LstmTaggerModel model) {
    LstmTaggerProto proto = proto(model);
    ModelDataProto metadata = metadata(proto).toBuilder().clearProvenance().build();
    return proto.toBuilder().setMetadata(Any.pack(metadata)).build().toByteString();
  }

  /** Returns {@code domain} with another class name. */
  static OutputDomainProto named(OutputDomainProto domain, String className) {
    return domain.toBuilder().setClassName(className).build();
  }

  /** Returns {@code domain} without the feature with {@code id}. */
  static FeatureDomainProto without(FeatureDomainProto domain, int id) {
    try {
      ImmutableFeatureMapProto.Builder map =
          domain.getSerializedData().unpack(ImmutableFeatureMapProto.class).toBuilder();
      for (int k = map.getInfoCount() - 1; k >= 0; k--) {
        if (map.getInfo(k).getSerializedData().unpack(CategoricalIDInfoProto.class).getId() == id) {
          map.removeInfo(k);
        }
      }
      return domain.toBuilder().setSerializedData(Any.pack(map.build())).build();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}

package org.tributary.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tribuo.protos.core.CategoricalIDInfoProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.HashedFeatureMapProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.VariableInfoProto;

/**
 * Puts a stored feature domain in one order. Tribuo writes it in the order of its hash maps, which
 * is another one after loading, so that the same model would give other bytes.
 */
final class FeatureDomainProtos {
  private static final Comparator<VariableInfoProto> BY_BYTES =
      Comparator.comparing(
          VariableInfoProto::toByteString, ByteString.unsignedLexicographicalComparator());

  private FeatureDomainProtos() {}

  /** The same domain with its features, and each feature's values, in order. */
  static FeatureDomainProto ordered(FeatureDomainProto domain) {
    Any data = domain.getSerializedData();
    try {
      if (data.is(ImmutableFeatureMapProto.class)) {
        ImmutableFeatureMapProto map = data.unpack(ImmutableFeatureMapProto.class);
        data = Any.pack(map.toBuilder().clearInfo().addAllInfo(ordered(map.getInfoList())).build());
      } else if (data.is(HashedFeatureMapProto.class)) {
        HashedFeatureMapProto map = data.unpack(HashedFeatureMapProto.class);
        data = Any.pack(map.toBuilder().clearInfo().addAllInfo(ordered(map.getInfoList())).build());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("feature domain: Tribuo wrote what cannot be read", e);
    }
    return domain.toBuilder().setSerializedData(data).build();
  }

  private static List<VariableInfoProto> ordered(List<VariableInfoProto> infos)
      throws InvalidProtocolBufferException {
    List<VariableInfoProto> ordered = new ArrayList<>();
    for (VariableInfoProto info : infos) {
      ordered.add(ordered(info));
    }
    ordered.sort(BY_BYTES);
    return ordered;
  }

  private static VariableInfoProto ordered(VariableInfoProto info)
      throws InvalidProtocolBufferException {
    if (!info.getSerializedData().is(CategoricalIDInfoProto.class)) {
      return info;
    }
    CategoricalIDInfoProto values = info.getSerializedData().unpack(CategoricalIDInfoProto.class);
    CategoricalIDInfoProto.Builder builder = values.toBuilder().clearKey().clearValue();
    IntStream.range(0, values.getKeyCount())
        .boxed()
        .sorted(Comparator.comparingDouble(values::getKey))
        .forEach(k -> builder.addKey(values.getKey(k)).addValue(values.getValue(k)));
    return info.toBuilder().setSerializedData(Any.pack(builder.build())).build();
  }
}

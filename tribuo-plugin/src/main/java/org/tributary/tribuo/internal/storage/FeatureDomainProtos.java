package org.tributary.tribuo.internal.storage;

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
 * A sorter of stored feature domains into a canonical order. Tribuo writes features in hash-map
 * order, which changes after loading, so that equal models would serialize to different bytes.
 */
public final class FeatureDomainProtos {
  private static final Comparator<VariableInfoProto> BY_BYTES =
      Comparator.comparing(
          VariableInfoProto::toByteString, ByteString.unsignedLexicographicalComparator());

  private FeatureDomainProtos() {}

  /** Returns the domain with its features, and the values of each feature, sorted. */
  public static FeatureDomainProto sorted(FeatureDomainProto domain) {
    Any data = domain.getSerializedData();
    try {
      if (data.is(ImmutableFeatureMapProto.class)) {
        ImmutableFeatureMapProto map = data.unpack(ImmutableFeatureMapProto.class);
        data = Any.pack(map.toBuilder().clearInfo().addAllInfo(sorted(map.getInfoList())).build());
      } else if (data.is(HashedFeatureMapProto.class)) {
        HashedFeatureMapProto map = data.unpack(HashedFeatureMapProto.class);
        data = Any.pack(map.toBuilder().clearInfo().addAllInfo(sorted(map.getInfoList())).build());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "feature domain: expected a readable message from Tribuo, got an invalid one", e);
    }
    return domain.toBuilder().setSerializedData(data).build();
  }

  private static List<VariableInfoProto> sorted(List<VariableInfoProto> infos)
      throws InvalidProtocolBufferException {
    List<VariableInfoProto> sorted = new ArrayList<>();
    for (VariableInfoProto info : infos) {
      sorted.add(sorted(info));
    }
    sorted.sort(BY_BYTES);
    return sorted;
  }

  private static VariableInfoProto sorted(VariableInfoProto info)
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

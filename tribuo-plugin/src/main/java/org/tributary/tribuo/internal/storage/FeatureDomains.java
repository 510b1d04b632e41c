package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tribuo.CategoricalIDInfo;
import org.tribuo.CategoricalInfo;
import org.tribuo.FeatureMap;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.protos.core.CategoricalIDInfoProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.VariableInfoProto;
import org.tributary.internal.Excerpt;

/**
 * Reads stored feature domains. Builds the usual domain (categorical features of one value, ids in
 * the order of the names) without reflection, which takes Tribuo half of its time for a domain of
 * tens of thousands of features; any other one is left to Tribuo.
 */
final class FeatureDomains {
  /** Maximum bytes of a feature that is read here: a longer one has many values, or a long name. */
  private static final int MAX_FEATURE_BYTES = 1_000;

  private FeatureDomains() {}

  /** Returns a domain; fails where {@link FeatureMap#deserialize} fails. */
  static ImmutableFeatureMap read(FeatureDomainProto domain) {
    return categorical(domain)
        .orElseGet(() -> (ImmutableFeatureMap) FeatureMap.deserialize(domain));
  }

  /** Returns a domain of features of one value that are numbered by name; empty for another one. */
  private static Optional<ImmutableFeatureMap> categorical(FeatureDomainProto domain) {
    if (domain.getVersion() != ImmutableFeatureMap.CURRENT_VERSION
        || !domain.getClassName().equals(ImmutableFeatureMap.class.getName())
        || !isOf(domain.getSerializedData(), ImmutableFeatureMapProto.class)) {
      return Optional.empty();
    }
    try {
      List<VariableInfoProto> infos = infos(domain.getSerializedData().getValue());
      StoredFeature[] features = new StoredFeature[infos.size()]; // by id
      for (VariableInfoProto info : infos) {
        Any packed = info.getSerializedData();
        if (info.getVersion() != CategoricalIDInfo.CURRENT_VERSION
            || !info.getClassName().equals(CategoricalIDInfo.class.getName())
            || !isOf(packed, CategoricalIDInfoProto.class)
            || packed.getValue().size() > MAX_FEATURE_BYTES) {
          return Optional.empty();
        }
        CategoricalIDInfoProto feature = CategoricalIDInfoProto.parseFrom(packed.getValue());
        int id = feature.getId();
        if (!isOfOneValue(feature) || id < 0 || id >= features.length) {
          return Optional.empty();
        }
        if (features[id] != null) {
          throw repeated("the id %d twice".formatted(id));
        }
        features[id] = new StoredFeature(feature);
      }
      for (int id = 1; id < features.length; id++) {
        int order = features[id - 1].getName().compareTo(features[id].getName());
        if (order == 0) {
          throw repeated("the name %s twice".formatted(Excerpt.of(features[id].getName())));
        }
        if (order > 0) {
          return Optional.empty();
        }
      }
      return Optional.of(new ImmutableFeatureMap(List.of(features)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the exception for a domain that Tribuo would refuse too, in twice the memory. */
  private static IllegalStateException repeated(String found) {
    return new IllegalStateException(
        "feature domain: expected each name and each id once, got " + found);
  }

  private static List<VariableInfoProto> infos(ByteString map) throws IOException {
    CodedInputStream in = map.newCodedInput();
    in.enableAliasing(true); // no copy, since Tribuo may read the domain again
    return ImmutableFeatureMapProto.parseFrom(in).getInfoList();
  }

  /** Returns whether a packed message has Tribuo's type; {@code Any.is} would use reflection. */
  private static boolean isOf(Any packed, Class<?> type) {
    return packed.getTypeUrl().endsWith("/tribuo.core." + type.getSimpleName());
  }

  private static boolean isOfOneValue(CategoricalIDInfoProto feature) {
    return feature.getKeyCount() == 0
        && feature.getValueCount() == 0
        && feature.getObservedCount() >= 0
        && feature.getObservedCount() == feature.getCount();
  }

  /** A stored feature of one value, which becomes one of Tribuo's when the domain numbers it. */
  private static final class StoredFeature extends CategoricalInfo {
    private static final long serialVersionUID = 1L;

    StoredFeature(CategoricalIDInfoProto stored) {
      super(stored.getName());
      observedValue = stored.getObservedValue();
      observedCount = stored.getObservedCount();
      count = stored.getCount();
    }
  }
}

package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.util.MutableLong;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.tribuo.CategoricalIDInfo;
import org.tribuo.CategoricalInfo;
import org.tribuo.FeatureMap;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableInfo;
import org.tribuo.protos.core.CategoricalIDInfoProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.VariableInfoProto;

/**
 * Reads stored feature domains. Tribuo finds the class of each feature by reflection, which takes
 * half of its time for a domain of tens of thousands of features; here those of a usual domain, of
 * categorical features numbered by name, are made directly. All others are left to Tribuo.
 */
final class FeatureDomains {
  private FeatureDomains() {}

  /** Returns a domain; fails as {@link FeatureMap#deserialize} does. */
  static ImmutableFeatureMap read(FeatureDomainProto domain) {
    return categorical(domain)
        .orElseGet(() -> (ImmutableFeatureMap) FeatureMap.deserialize(domain));
  }

  /** Returns a domain of categorical features that are numbered by name; empty for another one. */
  private static Optional<ImmutableFeatureMap> categorical(FeatureDomainProto domain) {
    if (domain.getVersion() != ImmutableFeatureMap.CURRENT_VERSION
        || !domain.getClassName().equals(ImmutableFeatureMap.class.getName())
        || !isOf(domain.getSerializedData(), ImmutableFeatureMapProto.class)) {
      return Optional.empty();
    }
    try {
      List<VariableInfo> features = new ArrayList<>();
      for (VariableInfoProto info : infos(domain.getSerializedData().getValue())) {
        if (info.getVersion() != CategoricalIDInfo.CURRENT_VERSION
            || !info.getClassName().equals(CategoricalIDInfo.class.getName())
            || !isOf(info.getSerializedData(), CategoricalIDInfoProto.class)) {
          return Optional.empty();
        }
        features.add(
            new StoredFeature(
                CategoricalIDInfoProto.parseFrom(info.getSerializedData().getValue())));
      }
      ImmutableFeatureMap map = new ImmutableFeatureMap(features);
      return Optional.of(map).filter(m -> m.size() == features.size());
    } catch (InvalidProtocolBufferException | UnusualFeature e) {
      return Optional.empty();
    }
  }

  private static List<VariableInfoProto> infos(ByteString map)
      throws InvalidProtocolBufferException {
    return ImmutableFeatureMapProto.parseFrom(map).getInfoList();
  }

  /** Returns whether a packed message has Tribuo's type; {@code Any.is} would use reflection. */
  private static boolean isOf(Any packed, Class<?> type) {
    return packed.getTypeUrl().endsWith("/tribuo.core." + type.getSimpleName());
  }

  /** A feature that Tribuo must read, or refuse. */
  private static final class UnusualFeature extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A stored feature, which becomes one of Tribuo's when the domain numbers it. */
  private static final class StoredFeature extends CategoricalInfo {
    private static final long serialVersionUID = 1L;

    private final int id;

    StoredFeature(CategoricalIDInfoProto stored) {
      super(stored.getName());
      id = stored.getId();
      int values = stored.getKeyCount();
      long total = 0;
      if (values > 1 && values == stored.getValueCount()) {
        valueCounts = new HashMap<>(values);
        for (int k = 0; k < values; k++) {
          requireUsual(stored.getValue(k) >= 0);
          valueCounts.put(stored.getKey(k), new MutableLong(stored.getValue(k)));
          total += stored.getValue(k);
        }
      } else {
        requireUsual(values == 0 && stored.getValueCount() == 0 && stored.getObservedCount() >= 0);
        observedValue = stored.getObservedValue();
        observedCount = stored.getObservedCount();
        total = observedCount;
      }
      requireUsual(total == stored.getCount());
      count = stored.getCount();
    }

    private static void requireUsual(boolean usual) {
      if (!usual) {
        throw new UnusualFeature();
      }
    }

    @Override
    public CategoricalIDInfo makeIDInfo(int number) {
      requireUsual(number == id);
      return super.makeIDInfo(number);
    }
  }
}

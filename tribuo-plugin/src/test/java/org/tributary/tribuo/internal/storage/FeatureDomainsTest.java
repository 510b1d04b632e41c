package org.tributary.tribuo.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.CategoricalIDInfo;
import org.tribuo.FeatureMap;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableFeatureMap;
import org.tribuo.RealIDInfo;
import org.tribuo.VariableIDInfo;
import org.tribuo.hash.HashedFeatureMap;
import org.tribuo.hash.MessageDigestHasher;
import org.tribuo.protos.core.CategoricalIDInfoProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.VariableInfoProto;

/** Compares domains with those that Tribuo reads. */
class FeatureDomainsTest {
  /** Features of one value, and names in no order. */
  private static ImmutableFeatureMap domain() {
    return new ImmutableFeatureMap(features());
  }

  private static MutableFeatureMap features() {
    MutableFeatureMap features = new MutableFeatureMap();
    for (String name : List.of("word=b", "word=a", "suffix2=é😀", "", "word", "zero=0")) {
      features.add(name, 1);
    }
    features.add("word=a", 1);
    features.add("number=n", -2.5);
    return features;
  }

  @Test
  void usualDomainIsThatOfTribuo() {
    FeatureDomainProto stored = domain().serialize();
    ImmutableFeatureMap found = FeatureDomains.read(stored);
    FeatureMap expected = FeatureMap.deserialize(stored);
    assertThat(found).isEqualTo(expected).hasSameClassAs(expected);
    assertThat(found.size()).isEqualTo(7);
    for (int id = 0; id < found.size(); id++) {
      VariableIDInfo info = found.get(id);
      VariableIDInfo other = ((ImmutableFeatureMap) expected).get(id);
      assertThat(info).isEqualTo(other).isExactlyInstanceOf(CategoricalIDInfo.class);
      assertThat(info.serialize()).isEqualTo(other.serialize());
      assertThat(found.getID(info.getName())).isEqualTo(id);
    }
  }

  @Test
  void domainsOfOtherKindsAreReadToo() {
    MutableFeatureMap features = features();
    for (double value : new double[] {2, -2, 0, 2}) {
      features.add("numbers=n", value);
    }
    features.add("word=" + "a".repeat(2_000), 1); // too long
    ImmutableFeatureMap several = new ImmutableFeatureMap(features);
    assertThat(FeatureDomains.read(several.serialize())).isEqualTo(several);
    IntStream.range(0, 200).forEach(k -> features.add("real=x", k / 7.0)); // too many to count
    ImmutableFeatureMap real = new ImmutableFeatureMap(features);
    assertThat(real.get("real=x")).isInstanceOf(RealIDInfo.class);
    assertThat(FeatureDomains.read(real.serialize())).isEqualTo(real);
    HashedFeatureMap hashed =
        HashedFeatureMap.generateHashedFeatureMap(
            features, new MessageDigestHasher("SHA-256", "salt and pepper"));
    assertThat(FeatureDomains.read(hashed.serialize())).isInstanceOf(HashedFeatureMap.class);
  }

  /** Compares refusals with those of Tribuo, and results where it accepts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "count",
        "negative",
        "values",
        "more values",
        "large id",
        "negative id",
        "numbers exchanged"
      })
  void unusualFeaturesAreLeftToTribuo(String change) throws Exception {
    FeatureDomainProto stored =
        changed(
            domain().serialize(),
            info ->
                switch (change) {
                  case "count" -> info.setCount(info.getCount() + 1);
                  case "negative" -> info.setObservedCount(-1).setCount(-1);
                  case "values" -> info.addValue(1);
                  case "more values" -> info.addKey(9).addValue(0);
                  case "large id" ->
                      info.setId(info.getId() == 0 ? Integer.MAX_VALUE : info.getId());
                  case "negative id" -> info.setId(info.getId() - 1);
                  case "numbers exchanged" ->
                      info.setId(info.getId() < 2 ? 1 - info.getId() : info.getId());
                  default -> throw new AssertionError(change);
                });
    Throwable refusal = catchThrowable(() -> FeatureMap.deserialize(stored));
    Throwable found = catchThrowable(() -> FeatureDomains.read(stored));
    if (refusal == null) {
      assertThat(found).isNull();
      assertThat(FeatureDomains.read(stored)).isEqualTo(FeatureMap.deserialize(stored));
    } else {
      assertThat(found).hasSameClassAs(refusal).hasMessage(refusal.getMessage());
    }
  }

  @Test
  void namesAndIdsAreDistinct() throws Exception {
    FeatureDomainProto names = changed(domain().serialize(), info -> info.setName("word=a"));
    FeatureDomainProto ids = changed(domain().serialize(), info -> info.setId(3));
    assertThatThrownBy(() -> FeatureMap.deserialize(names))
        .rootCause()
        .hasMessageContaining("two mappings");
    assertThatThrownBy(() -> FeatureDomains.read(names))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "feature domain: expected each name and each id once, got the name word=a twice");
    assertThatThrownBy(() -> FeatureMap.deserialize(ids))
        .rootCause()
        .hasMessageContaining("two mappings");
    assertThatThrownBy(() -> FeatureDomains.read(ids))
        .hasMessage("feature domain: expected each name and each id once, got the id 3 twice");
  }

  private static FeatureDomainProto changed(
      FeatureDomainProto domain, UnaryOperator<CategoricalIDInfoProto.Builder> change)
      throws InvalidProtocolBufferException {
    ImmutableFeatureMapProto map =
        domain.getSerializedData().unpack(ImmutableFeatureMapProto.class);
    ImmutableFeatureMapProto.Builder built = map.toBuilder().clearInfo();
    for (VariableInfoProto info : map.getInfoList()) {
      CategoricalIDInfoProto.Builder feature =
          info.getSerializedData().unpack(CategoricalIDInfoProto.class).toBuilder();
      built.addInfo(info.toBuilder().setSerializedData(Any.pack(change.apply(feature).build())));
    }
    return domain.toBuilder().setSerializedData(Any.pack(built.build())).build();
  }
}

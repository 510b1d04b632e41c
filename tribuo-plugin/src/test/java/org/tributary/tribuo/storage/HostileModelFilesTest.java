package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.protos.ImmutableLabelInfoProto;
import org.tribuo.protos.core.CategoricalIDInfoProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.VariableInfoProto;
import org.tributary.param.ParameterValues;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/** Model files that declare as many objects as they can: reading one takes bounded memory. */
class HostileModelFilesTest {
  private static final int SIZE = 4_000_000;
  private static final int FACTOR = 10;

  /** Maximum allocation that does not grow with the file. */
  private static final long CONSTANT = 32L << 20;

  @TempDir private static Path folder;
  private static LstmTaggerProto good;
  private static ParameterValues parameters;

  @BeforeAll
  static void train() throws IOException {
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(1)
            .build()
            .train(Data.dataset(List.of(Data.sentence("a/X", "b/Y"))))) {
      good = Stored.proto(model);
      parameters = Stored.content(model).tensors().parameters();
      model.save(folder.resolve("good"));
    }
    LstmTaggerModel.load(folder.resolve("good")).close(); // loads classes
  }

  /** Returns the tagger of each kind of file. */
  static Map<String, Supplier<LstmTaggerProto>> taggers() {
    Map<String, Supplier<LstmTaggerProto>> taggers = new LinkedHashMap<>();
    taggers.put(
        "settings",
        () -> {
          LstmTaggerProto.Builder many = good.toBuilder();
          IntStream.range(0, SIZE / 12)
              .forEach(k -> many.putDefinition(Integer.toHexString(k), ""));
          return many.build();
        });
    taggers.put("list of a setting", () -> setting("inputs", list()));
    taggers.put("long setting", () -> setting("head", "a".repeat(SIZE)));
    taggers.put(
        "parameters",
        () -> {
          LstmTaggerProto.Builder many = good.toBuilder();
          IntStream.range(0, SIZE / 2)
              .forEach(k -> many.addParameters(ParameterProto.getDefaultInstance()));
          return many.build();
        });
    taggers.put(
        "dimensions",
        () ->
            good.toBuilder()
                .addParameters(
                    ParameterProto.newBuilder()
                        .addAllShape(IntStream.range(0, SIZE).mapToObj(k -> 1L).toList()))
                .build());
    taggers.put(
        "epochs",
        () -> {
          LstmTaggerProto.Builder many = good.toBuilder();
          IntStream.range(0, SIZE / 2)
              .forEach(k -> many.addHistory(EpochProto.getDefaultInstance()));
          return many.build();
        });
    taggers.put("unknown fields", () -> good.toBuilder().setUnknownFields(unknown()).build());
    taggers.put("empty features", () -> features(VariableInfoProto.getDefaultInstance(), 2));
    taggers.put("empty features before their type", HostileModelFilesTest::swappedFeatures);
    taggers.put(
        "features without content",
        () ->
            features(
                VariableInfoProto.newBuilder()
                    .setSerializedData(Any.pack(CategoricalIDInfoProto.getDefaultInstance()))
                    .build(),
                60));
    taggers.put(
        "features of one number",
        () ->
            features(
                VariableInfoProto.newBuilder()
                    .setClassName("org.tribuo.CategoricalIDInfo")
                    .setSerializedData(Any.pack(CategoricalIDInfoProto.getDefaultInstance()))
                    .build(),
                90));
    taggers.put(
        "values of a feature",
        () -> {
          CategoricalIDInfoProto.Builder values = CategoricalIDInfoProto.newBuilder();
          IntStream.range(0, SIZE / 9).forEach(k -> values.addKey(k).addValue(1));
          return features(
              VariableInfoProto.newBuilder()
                  .setClassName("org.tribuo.CategoricalIDInfo")
                  .setSerializedData(Any.pack(values.build()))
                  .build(),
              SIZE);
        });
    taggers.put(
        "labels",
        () -> {
          ImmutableLabelInfoProto.Builder labels = ImmutableLabelInfoProto.newBuilder();
          IntStream.range(0, SIZE / 8)
              .forEach(k -> labels.addLabel(Integer.toHexString(k)).addId(k).addCount(1));
          ModelDataProto.Builder metadata = Stored.metadata(good).toBuilder();
          metadata.getOutputDomainBuilder().setSerializedData(Any.pack(labels.build()));
          return metadata(metadata.build());
        });
    taggers.put(
        "provenance",
        () -> {
          ModelDataProto.Builder metadata = Stored.metadata(good).toBuilder();
          for (int k = 0; k < SIZE / 2; k++) {
            metadata.getProvenanceBuilder().addSmpBuilder();
          }
          return metadata(metadata.build());
        });
    taggers.put(
        "unknown fields of Tribuo",
        () -> metadata(Stored.metadata(good).toBuilder().setUnknownFields(unknown()).build()));
    return taggers;
  }

  private static UnknownFieldSet unknown() {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    IntStream.range(1_000, 1_000 + SIZE / 8)
        .forEach(k -> fields.addField(k, UnknownFieldSet.Field.newBuilder().addVarint(1).build()));
    return fields.build();
  }

  private static String list() {
    StringBuilder list = new StringBuilder("[\"a\"");
    for (int k = 0; list.length() < SIZE; k++) {
      list.append(",\"").append(Integer.toHexString(k)).append('"');
    }
    return list.append(']').toString();
  }

  private static LstmTaggerProto setting(String name, String value) {
    return Stored.with(good, name, value);
  }

  private static LstmTaggerProto metadata(Message metadata) {
    return good.toBuilder().setMetadata(Any.pack(metadata)).build();
  }

  private static LstmTaggerProto features(VariableInfoProto feature, int bytes) {
    ImmutableFeatureMapProto.Builder map = ImmutableFeatureMapProto.newBuilder();
    IntStream.range(0, SIZE / bytes).forEach(k -> map.addInfo(feature));
    ModelDataProto.Builder metadata = Stored.metadata(good).toBuilder();
    metadata.getFeatureDomainBuilder().setSerializedData(Any.pack(map.build()));
    return metadata(metadata.build());
  }

  private static LstmTaggerProto swappedFeatures() {
    ModelDataProto metadata = Stored.metadata(features(VariableInfoProto.getDefaultInstance(), 2));
    FeatureDomainProto domain = metadata.getFeatureDomain();
    UnknownFieldSet.Field data =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(swapped(domain.getSerializedData()))
            .build();
    UnknownFieldSet.Field swapped =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(
                domain.toBuilder()
                    .clearSerializedData()
                    .build()
                    .toByteString()
                    .concat(
                        UnknownFieldSet.newBuilder()
                            .addField(FeatureDomainProto.SERIALIZED_DATA_FIELD_NUMBER, data)
                            .build()
                            .toByteString()))
            .build();
    return metadata(
        metadata.toBuilder()
            .clearFeatureDomain()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(ModelDataProto.FEATURE_DOMAIN_FIELD_NUMBER, swapped)
                    .build())
            .build());
  }

  static Set<String> names() {
    return taggers().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void modelIsRefusedInBoundedMemory(String kind) throws IOException {
    LstmTaggerProto hostile = taggers().get(kind).get();
    assertRefused(kind, Stored.file(hostile).toByteArray());
    boolean ofMetadata = hostile.getDefinitionMap().equals(good.getDefinitionMap());
    ByteString metadata = hostile.getMetadata().getValue();
    if (!ofMetadata) {
      assertRefused(kind, Stored.file(metadata, safetensors(hostile)).toByteArray());
    } else if (!metadata.equals(good.getMetadata().getValue())) {
      ByteString tensors = safetensors(good);
      assertRefused(kind, Stored.file(metadata, tensors).toByteArray());
      assertRefused(kind, Stored.file(Stored.compressed(metadata), tensors).toByteArray());
    }
  }

  /** Returns the tensors of the present version with the settings of a message. */
  private static ByteString safetensors(LstmTaggerProto message) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>(message.getDefinitionMap());
    texts.put("history.loss", "[\"1\"]");
    texts.put("history.dev_score", "[\"\"]");
    return Stored.safetensors("tributary.tribuo_tagger", "1", texts, parameters);
  }

  /** Returns a packed message whose value is stored before its type, as protobuf accepts too. */
  private static ByteString swapped(Any packed) {
    ByteString value = Any.newBuilder().setValue(packed.getValue()).build().toByteString();
    ByteString type = Any.newBuilder().setTypeUrl(packed.getTypeUrl()).build().toByteString();
    return value.concat(type);
  }

  private static void assertRefused(String kind, byte[] bytes) throws IOException {
    Path hostile = Files.write(folder.resolve("hostile"), bytes);
    long before = allocated();
    IOException failure = null;
    try {
      LstmTaggerModel.load(hostile).close();
    } catch (IOException e) {
      failure = e;
    }
    long allocated = allocated() - before;
    assertThat(failure).as(kind).isNotNull();
    assertThat(failure.getMessage()).hasSizeLessThan(20_000).doesNotContain("\n");
    assertThat(allocated).as(kind).isLessThan(FACTOR * (long) bytes.length + CONSTANT);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}

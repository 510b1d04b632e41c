package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** A model file runs no code of classes that it names and the caller has not allowed. */
class HostileModelTest {
  /** Records of code that ran although it was not allowed. */
  private static final List<String> RUN = Collections.synchronizedList(new ArrayList<>());

  /** A configurable class that is no extractor. */
  public static final class Hostile implements Configurable {
    static {
      RUN.add("Hostile initialized");
    }

    public Hostile() {
      RUN.add("Hostile created");
    }
  }

  /** A class that Tribuo's deserialization would call, and OLCUT's would create. */
  public static final class Gadget {
    static {
      RUN.add("Gadget initialized");
    }

    public Gadget(Map<String, ?> provenance) {
      RUN.add("Gadget created from " + provenance);
    }

    public static Gadget deserializeFromProto(int version, String className, Any message) {
      return new Gadget(Map.of());
    }
  }

  /** An extractor that the caller has not allowed. */
  public static final class UnknownExtractor {
    static {
      RUN.add("UnknownExtractor initialized");
    }
  }

  private static final String EXTRACTOR = WordFormFeatureExtractor.class.getName();

  @TempDir private Path folder;
  private static LstmTaggerProto good;
  private static ByteString safetensors;

  @BeforeAll
  static void train() throws InvalidProtocolBufferException {
    LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(1)
            .build()
            .train(
                new MutableSequenceDataset<>(
                    new TokenListDataSource(
                        "one",
                        List.of(new TaggedSentence(List.of("a", "b"), List.of("X", "Y"))),
                        new WordFormFeatureExtractor())));
    good = Stored.proto(model);
    safetensors =
        model.serialize().getSerializedData().unpack(LstmTaggerProto.class).getSafetensors();
    model.close();
  }

  /** Returns a file in which every text {@code name} of the metadata is {@code replacement}. */
  private Path file(String name, String replacement) throws IOException {
    return file(replaced(Stored.metadata(good), name, replacement));
  }

  private Path file(ModelDataProto metadata) throws IOException {
    return Files.write(
        folder.resolve("hostile.model"),
        Stored.file(metadata.toByteString(), safetensors).toByteArray());
  }

  private static ModelDataProto replaced(ModelDataProto metadata, String name, String replacement)
      throws InvalidProtocolBufferException {
    ModelDataProto.Builder changed = metadata.toBuilder();
    var provenance = changed.getProvenanceBuilder();
    int replacements = 0;
    for (int k = 0; k < provenance.getOmpCount(); k++) {
      if (provenance.getOmp(k).getObjectClassName().equals(name)) {
        provenance.getOmpBuilder(k).setObjectClassName(replacement);
        replacements++;
      }
    }
    for (int k = 0; k < provenance.getSmpCount(); k++) {
      if (provenance.getSmp(k).getValue().equals(name)) {
        provenance.getSmpBuilder(k).setValue(replacement);
        replacements++;
      }
    }
    assertThat(replacements).isPositive();
    return changed.build();
  }

  @Test
  void extractorThatIsNotAllowedIsNotInitialized() throws IOException {
    for (Class<?> type : List.of(Hostile.class, UnknownExtractor.class)) {
      Path file = file(EXTRACTOR, type.getName());
      assertThatIOException()
          .isThrownBy(() -> Tagger.load(file))
          .withMessageStartingWith(
              "model %s: LSTM tagger: expected an extractor of Tributary's, got the class %s, which"
                  + " is not allowed to run",
              file, type.getName());
    }
    assertThat(RUN).isEmpty();
  }

  @Test
  void allowedClassThatIsNoExtractorIsNotInitialized() throws IOException {
    Path file = file(EXTRACTOR, Hostile.class.getName());
    assertThatIOException()
        .isThrownBy(() -> Tagger.loader().allow(Hostile.class).load(file))
        .withMessage(
            "model %s: LSTM tagger: expected a TokenFeatureExtractor as the recorded extractor, got"
                + " the class %s; pass the extractor that made the training features to"
                + " LstmTaggerModel.tagger",
            file, Hostile.class.getName());
    assertThat(RUN).isEmpty();
  }

  @Test
  void missingExtractorIsReported() throws IOException {
    Path file = file(EXTRACTOR, "org.lost.Extractor\nor not");
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(file))
        .withMessage(
            "model %s: LSTM tagger: the extractor's class org.lost.Extractor or not is not on the"
                + " class path; add its jar, or pass the extractor that made the training features"
                + " to LstmTaggerModel.tagger",
            file);
  }

  @Test
  void invalidSettingsAreReported() throws IOException {
    Path file = file("3", "-3"); // the longest prefix
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(file))
        .withMessageStartingWith(
            "model %s: LSTM tagger: the extractor %s cannot be created with the recorded settings:"
                + " ",
            file, EXTRACTOR)
        .withMessageContaining("expected a number of at least 0, got -3")
        .withMessageNotContaining("\n");
  }

  /** Tribuo and OLCUT would initialize these classes before looking at their types. */
  @Test
  void classesOfOtherTypesAreNotInitialized() throws IOException {
    ModelDataProto metadata = Stored.metadata(good);
    ModelDataProto.Builder features = metadata.toBuilder();
    features.getFeatureDomainBuilder().setClassName(Gadget.class.getName());
    ModelDataProto.Builder labels = metadata.toBuilder();
    labels.getOutputDomainBuilder().setClassName(Gadget.class.getName());
    ModelDataProto.Builder objects = metadata.toBuilder();
    objects.getProvenanceBuilder().getOmpBuilder(0).setProvenanceClassName(name());
    ModelDataProto.Builder simple = metadata.toBuilder();
    simple.getProvenanceBuilder().getSmpBuilder(0).setProvenanceClassName(name());
    ModelDataProto.Builder constants = metadata.toBuilder();
    constants
        .getProvenanceBuilder()
        .getSmpBuilder(0)
        .setProvenanceClassName("com.oracle.labs.mlrg.olcut.provenance.primitives.EnumProvenance")
        .setAdditional(name());
    ModelDataProto.Builder info = metadata.toBuilder();
    info.getFeatureDomainBuilder()
        .getSerializedDataBuilder()
        .setValue(renamedInfos(metadata.getFeatureDomain().getSerializedData().getValue()));
    Map<ModelDataProto.Builder, String> fields = new LinkedHashMap<>();
    fields.put(features, "feature_domain");
    fields.put(labels, "output_domain");
    fields.put(objects, "provenance");
    fields.put(simple, "provenance");
    fields.put(constants, "provenance");
    fields.put(info, "feature_domain");
    for (Map.Entry<ModelDataProto.Builder, String> each : fields.entrySet()) {
      Path file = file(each.getKey().build());
      assertThatIOException()
          .isThrownBy(() -> LstmTaggerModel.load(file))
          .withMessageContaining("stored tagger: expected %s to name", each.getValue())
          .withMessageContaining(
              "got %s, which is none and was not run; do you trust this file?", name());
    }
    assertThat(RUN).isEmpty();
  }

  private static String name() {
    return Gadget.class.getName();
  }

  private static ByteString renamedInfos(ByteString map) throws InvalidProtocolBufferException {
    var changed = org.tribuo.protos.core.ImmutableFeatureMapProto.parseFrom(map).toBuilder();
    changed.getInfoBuilder(0).setClassName(name());
    return changed.build().toByteString();
  }
}

package org.tributary.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.HeapBudget;
import org.tributary.internal.definition.DefinitionCodec;
import org.tributary.internal.definition.InputFiles;
import org.tributary.internal.definition.VectorFile;
import org.tributary.internal.definition.VectorFiles;
import org.tributary.internal.param.Settings;
import org.tributary.internal.runtime.LibraryVersion;
import org.tributary.param.ParameterSpec;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.input.internal.InputSettings;
import org.tributary.tribuo.input.internal.ResolvedInputs;
import org.tributary.tribuo.internal.OutOfMemory;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.storage.FeatureDomainProtos;
import org.tributary.tribuo.internal.storage.MetadataSize;
import org.tributary.tribuo.internal.storage.PackedTagger;
import org.tributary.tribuo.internal.storage.ParameterProtos;
import org.tributary.tribuo.internal.storage.ProtoInput;
import org.tributary.tribuo.internal.storage.StoredChecksum;
import org.tributary.tribuo.internal.storage.StoredClasses;
import org.tributary.tribuo.internal.storage.StoredMetadata;
import org.tributary.tribuo.internal.storage.StoredTagger;
import org.tributary.tribuo.internal.storage.StoredTaggerReader;
import org.tributary.tribuo.internal.storage.TribuoLocale;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * The protobuf format of a tagger. Reading validates everything before TensorFlow sees it; each
 * error has its own message.
 */
final class TaggerProtos {
  /** Maximum length of a message of Tribuo's. */
  private static final int MAX_MESSAGE = 1_000;

  private TaggerProtos() {}

  /**
   * Writes a model as Tribuo's message.
   *
   * @throws IllegalStateException as {@link #write}
   */
  static SequenceModelProto model(
      LstmTaggerModel model, TaggerWeights weights, Map<String, VectorFile> beside) {
    return SequenceModelProto.newBuilder()
        .setVersion(LstmTaggerModel.CURRENT_VERSION)
        .setClassName(LstmTaggerModel.class.getName())
        .setSerializedData(PackedTagger.pack(write(model, weights, beside)))
        .build();
  }

  /**
   * Writes a model; equal models yield equal messages.
   *
   * @param beside the files of the parameters whose values are not in the message, by name
   * @throws IllegalStateException if Tribuo cannot write in the default locale
   */
  static LstmTaggerProto write(
      LstmTaggerModel model, TaggerWeights weights, Map<String, VectorFile> beside) {
    TribuoLocale.requireSuitable();
    ModelDataCarrier<Label> carrier =
        new ModelDataCarrier<>(
            model.getName(),
            model.getProvenance(),
            model.getFeatureIDMap(),
            model.getOutputIDInfo(),
            true,
            model.getProvenance().getTribuoVersion());
    LstmTaggerProto.Builder builder =
        LstmTaggerProto.newBuilder()
            .putAllDefinition(definition(weights))
            .setTributaryVersion(LibraryVersion.get())
            .addAllParameters(ParameterProtos.write(weights.parameters(), beside));
    for (EpochSummary epoch : weights.history()) {
      EpochProto.Builder written =
          EpochProto.newBuilder().setEpoch(epoch.epoch()).setLoss(epoch.loss());
      epoch.devScore().ifPresent(written::setDevScore);
      builder.addHistory(written);
    }
    return StoredChecksum.addTo(StoredMetadata.addTo(builder.build(), metadata(carrier)));
  }

  private static ModelDataProto metadata(ModelDataCarrier<Label> carrier) {
    ModelDataProto proto = carrier.serialize();
    return proto.toBuilder()
        .setFeatureDomain(FeatureDomainProtos.sorted(proto.getFeatureDomain()))
        .build();
  }

  /** Returns the settings of definition and inputs, sorted by name. */
  private static Map<String, String> definition(TaggerWeights weights) {
    Map<String, String> settings = new TreeMap<>(DefinitionCodec.write(weights.definition()));
    InputSettings.addTo(settings, weights.inputs());
    return settings;
  }

  /**
   * Reads a model that Tribuo has read.
   *
   * @throws IllegalArgumentException if the message is invalid
   */
  static LstmTaggerModel read(int version, String className, Any message) {
    requireVersion(version, className);
    requireTagger(message.getTypeUrl());
    ByteString bytes = message.getValue();
    try {
      return read(
          StoredTaggerReader.read(ProtoInput.of(bytes), StoredTagger.budget(bytes.size())),
          List.of());
    } catch (IOException e) {
      throw unreadable("serialized_data", LstmTaggerProto.class, e);
    }
  }

  /**
   * Checks the version and the class of a stored model.
   *
   * @throws IllegalArgumentException if one is another
   */
  static void requireVersion(int version, String className) {
    if (version < 0 || version > LstmTaggerModel.CURRENT_VERSION) {
      throw new IllegalArgumentException(
          "stored tagger: expected a version from 0 to %d, got %d; was it written by a newer release?"
              .formatted(LstmTaggerModel.CURRENT_VERSION, version));
    }
    if (!className.equals(LstmTaggerModel.class.getName())) {
      throw new IllegalArgumentException(
          "stored tagger: expected the class %s, got '%s'"
              .formatted(LstmTaggerModel.class.getName(), Excerpt.of(className)));
    }
  }

  /**
   * Checks the type of a packed message.
   *
   * @throws IllegalArgumentException if it is no tagger
   */
  static void requireTagger(String typeUrl) {
    requireType("serialized_data", typeUrl, LstmTaggerProto.getDescriptor());
  }

  private static void requireType(String field, String typeUrl, Descriptor expected) {
    if (!typeUrl.endsWith("/" + expected.getFullName())) {
      throw new IllegalArgumentException(
          "stored tagger: expected %s to hold a %s, got '%s'"
              .formatted(field, expected.getName(), Excerpt.of(typeUrl)));
    }
  }

  private static IllegalArgumentException unreadable(
      String field, Class<?> type, IOException cause) {
    return new IllegalArgumentException(
        "stored tagger: %s holds no readable %s: %s"
            .formatted(field, type.getSimpleName(), cause.getMessage()),
        cause);
  }

  /**
   * Builds a model.
   *
   * @param folders the folders of files beside the model; none for a stream
   * @throws IllegalArgumentException if the parts are invalid or do not match each other
   * @throws IOException if a file beside the model cannot be read
   */
  static LstmTaggerModel read(StoredTagger stored, List<Path> folders) throws IOException {
    LstmTaggerProto proto = stored.message();
    ModelDataCarrier<?> data = carrier(metadata(proto, stored.budget()), stored.budget());
    ImmutableOutputInfo<Label> labels = labels(data.outputDomain());
    Definition definition = definition(stored, folders);
    ParameterProtos.requireCount(definition.network(), stored.parameters().size());
    ExampleEncoder encoder = new ExampleEncoder(data.featureDomain(), labels, definition.inputs());
    List<ParameterSpec> specs = definition.network().parameters(encoder.sizes());
    TaggerWeights weights =
        new TaggerWeights(
            definition.inputs(),
            definition.network(),
            ParameterProtos.read(
                stored.parameters(),
                specs,
                new VectorFiles(folders, definition.inputs().vectorTables())),
            history(proto.getHistoryList()));
    return new LstmTaggerModel(
        data.name(), data.provenance(), data.featureDomain(), labels, encoder, weights, folders);
  }

  /** Returns the bytes of a {@link ModelDataProto}. */
  private static ByteString metadata(LstmTaggerProto proto, HeapBudget budget) {
    if (proto.getGzipMetadata().isEmpty()) {
      requireType("metadata", proto.getMetadata().getTypeUrl(), ModelDataProto.getDescriptor());
      return proto.getMetadata().getValue();
    }
    if (proto.hasMetadata()) {
      throw new IllegalArgumentException(
          "stored tagger: expected metadata or gzip_metadata, got both");
    }
    try {
      return StoredMetadata.decompress(proto.getGzipMetadata(), budget);
    } catch (IOException e) {
      throw unreadable("gzip_metadata", ModelDataProto.class, e);
    }
  }

  private static ModelDataCarrier<?> carrier(ByteString metadata, HeapBudget budget) {
    ModelDataProto proto;
    try {
      MetadataSize.take(metadata, budget);
      CodedInputStream in = metadata.newCodedInput();
      in.enableAliasing(true); // the parts share the bytes of the message
      proto = ModelDataProto.parseFrom(in);
    } catch (IOException e) {
      throw unreadable("metadata", ModelDataProto.class, e);
    }
    StoredClasses.require(proto);
    try {
      return ModelDataCarrier.deserialize(proto);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // Tribuo and OLCUT throw all of these for bad data: they load classes by name, follow
      // references
      throw new IllegalArgumentException(
          "stored tagger: the metadata's provenance or domains cannot be read: "
              + oneLine(OutOfMemory.rootUnlessOutOfMemory(e).toString()),
          e);
    }
  }

  /** Returns a message of Tribuo's on one line. */
  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "..." : line;
  }

  @SuppressWarnings("unchecked") // every output is a label
  private static ImmutableOutputInfo<Label> labels(ImmutableOutputInfo<?> domain) {
    for (Output<?> output : domain.getDomain()) {
      if (!(output instanceof Label)) {
        throw new IllegalArgumentException(
            "stored tagger: expected an output domain of labels, got %s"
                .formatted(output.getClass().getName()));
      }
    }
    return (ImmutableOutputInfo<Label>) domain;
  }

  private record Definition(TaggerDefinition network, ResolvedInputs inputs) {}

  private static Definition definition(StoredTagger stored, List<Path> folders) throws IOException {
    Settings settings = Settings.of(stored.message().getDefinitionMap(), stored.budget());
    try {
      TaggerDefinition network = InputFiles.located(DefinitionCodec.read(settings), folders);
      ResolvedInputs inputs = InputSettings.read(network, settings);
      settings.requireAllRead();
      return new Definition(network, inputs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("stored tagger: " + e.getMessage(), e);
    }
  }

  private static List<EpochSummary> history(List<EpochProto> stored) {
    List<EpochSummary> history = new ArrayList<>();
    for (EpochProto epoch : stored) {
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
}

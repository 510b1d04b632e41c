package org.tributary.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
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
import org.tributary.internal.definition.DefinitionCodec;
import org.tributary.internal.param.Settings;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.LibraryVersions;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.input.internal.InputSettings;
import org.tributary.tribuo.input.internal.ResolvedInputs;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.storage.FeatureDomainProtos;
import org.tributary.tribuo.internal.storage.ParameterProtos;
import org.tributary.tribuo.internal.storage.StoredChecksum;
import org.tributary.tribuo.internal.storage.StoredClasses;
import org.tributary.tribuo.internal.storage.TribuoLocale;
import org.tributary.tribuo.internal.storage.UnknownFields;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.LstmTaggerProto;

/**
 * The protobuf format of a tagger. Reading validates everything before TensorFlow sees it; each
 * error has its own message.
 */
final class TaggerProtos {
  private TaggerProtos() {}

  /**
   * Writes a model; equal models yield equal messages.
   *
   * @throws IllegalStateException if Tribuo cannot write in the default locale
   */
  static LstmTaggerProto write(LstmTaggerModel model, TaggerWeights weights) {
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
            .setMetadata(Any.pack(metadata(carrier)))
            .putAllDefinition(definition(weights))
            .setTributaryVersion(LibraryVersions.tributary())
            .addAllParameters(ParameterProtos.write(weights.parameters()));
    for (EpochSummary epoch : weights.history()) {
      EpochProto.Builder written =
          EpochProto.newBuilder().setEpoch(epoch.epoch()).setLoss(epoch.loss());
      epoch.devScore().ifPresent(written::setDevScore);
      builder.addHistory(written);
    }
    return StoredChecksum.addTo(builder.build());
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
   * Reads a model.
   *
   * @throws IllegalArgumentException if the message is invalid
   */
  static LstmTaggerModel read(int version, String className, Any message) {
    if (version < 0 || version > LstmTaggerModel.CURRENT_VERSION) {
      throw new IllegalArgumentException(
          "stored tagger: expected a version from 0 to %d, got %d; was it written by a newer release?"
              .formatted(LstmTaggerModel.CURRENT_VERSION, version));
    }
    if (!className.equals(LstmTaggerModel.class.getName())) {
      throw new IllegalArgumentException(
          "stored tagger: expected the class %s, got '%s'"
              .formatted(LstmTaggerModel.class.getName(), oneLine(className)));
    }
    LstmTaggerProto proto = unpack("serialized_data", message, LstmTaggerProto.class);
    UnknownFields.require(proto);
    StoredChecksum.require(proto);
    ModelDataCarrier<?> carrier = carrier(proto.getMetadata());
    ImmutableOutputInfo<Label> labels = labels(carrier.outputDomain());
    Definition definition = definition(proto);
    ParameterProtos.requireCount(definition.network(), proto.getParametersCount());
    ExampleEncoder encoder =
        new ExampleEncoder(carrier.featureDomain(), labels, definition.inputs());
    List<ParameterSpec> specs = definition.network().parameters(encoder.sizes());
    TaggerWeights weights =
        new TaggerWeights(
            definition.inputs(),
            definition.network(),
            ParameterProtos.read(proto.getParametersList(), specs),
            history(proto.getHistoryList()));
    return new LstmTaggerModel(
        carrier.name(), carrier.provenance(), carrier.featureDomain(), labels, encoder, weights);
  }

  private static <M extends Message> M unpack(String field, Any packed, Class<M> type) {
    if (!packed.is(type)) {
      throw new IllegalArgumentException(
          "stored tagger: expected %s to hold a %s, got '%s'"
              .formatted(field, type.getSimpleName(), oneLine(packed.getTypeUrl())));
    }
    try {
      return packed.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "stored tagger: %s holds no readable %s: %s"
              .formatted(field, type.getSimpleName(), e.getMessage()),
          e);
    }
  }

  private static ModelDataCarrier<?> carrier(Any packed) {
    ModelDataProto proto = unpack("metadata", packed, ModelDataProto.class);
    StoredClasses.require(proto);
    try {
      return ModelDataCarrier.deserialize(proto);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // Tribuo and OLCUT throw all of these for bad data: they load classes by name, follow
      // references
      throw new IllegalArgumentException(
          "stored tagger: the metadata's provenance or domains cannot be read: " + root(e), e);
    }
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return oneLine(root.toString());
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
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

  private static Definition definition(LstmTaggerProto proto) {
    Settings settings = Settings.of(proto.getDefinitionMap());
    try {
      TaggerDefinition network = DefinitionCodec.read(settings);
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

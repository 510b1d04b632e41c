package org.tributary.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Excerpt;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.internal.tagger.TaggerFileFormat;
import org.tributary.internal.tagger.TaggerFiles;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.SafetensorsFile;
import org.tributary.tagger.TaggerSource;
import org.tributary.tagger.VectorStorage;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.ResolvedInputs;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.storage.MessageCheck;
import org.tributary.tribuo.internal.storage.StorableData;
import org.tributary.tribuo.internal.storage.StoredTagger;
import org.tributary.tribuo.internal.storage.TribuoMetadata;
import org.tributary.tribuo.internal.storage.Version0Reader;
import org.tributary.tribuo.protos.LstmTaggerProto;

/**
 * The file format of models, Tribuo's {@link SequenceModelProto} with a {@link StoredTagger}:
 * atomic writes, and reading that validates everything before a network is made of it. Each error
 * has a message of one line.
 */
final class ModelFile {
  private static final int VERSION =
      SequenceModelProto.VERSION_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int CLASS_NAME =
      SequenceModelProto.CLASS_NAME_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int DATA =
      SequenceModelProto.SERIALIZED_DATA_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int TYPE_URL =
      Any.TYPE_URL_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int VALUE =
      Any.VALUE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private ModelFile() {}

  /** Writes the file of vectors, if they are to be beside the model, and then the model. */
  static void write(Path path, LstmTaggerModel model, VectorStorage vectors) throws IOException {
    TaggerWeights weights = model.weights();
    SequenceModelProto message;
    try {
      TaggerFiles.copyInputFiles(weights.definition(), path);
      TaggerTensors tensors = tensors(weights);
      if (vectors == VectorStorage.BESIDE) {
        tensors = tensors.movedBeside(path, weights.inputs().vectorTables());
      }
      message = message(model, tensors);
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(path, e.getMessage()), e);
    }
    write(path, message);
  }

  /** Writes a temporary file, syncs it to disk and moves it to {@code path}. */
  static void write(Path path, SequenceModelProto message) throws IOException {
    try {
      AtomicFile.write(path, message::writeTo);
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /**
   * Returns a model as Tribuo's message; equal models yield equal messages.
   *
   * @throws IllegalStateException if Tribuo cannot write in the default locale, or a message cannot
   *     hold the parameters
   */
  static SequenceModelProto message(LstmTaggerModel model) {
    return message(model, tensors(model.weights()));
  }

  private static SequenceModelProto message(LstmTaggerModel model, TaggerTensors tensors) {
    StorableData.requireLocale();
    StorableData.requireSize(tensors.parameters().count());
    ModelDataCarrier<Label> carrier =
        new ModelDataCarrier<>(
            model.getName(),
            model.getProvenance(),
            model.getFeatureIDMap(),
            model.getOutputIDInfo(),
            true,
            model.getProvenance().getTribuoVersion());
    return SequenceModelProto.newBuilder()
        .setVersion(LstmTaggerModel.CURRENT_VERSION)
        .setClassName(LstmTaggerModel.class.getName())
        .setSerializedData(StoredTagger.packed(carrier, model.history(), tensors))
        .build();
  }

  private static TaggerTensors tensors(TaggerWeights weights) {
    Map<String, String> settings = new TreeMap<>(DefinitionCodec.write(weights.definition()));
    weights.inputs().addTo(settings);
    return new TaggerTensors(settings, weights.parameters());
  }

  /** Reads a tagger from a file or a stream. */
  static LstmTaggerModel read(TaggerSource source) throws IOException {
    try (SeekableByteChannel channel = source.open()) {
      requireNoTensors(channel);
      return model(stored(channel), TaggerFiles.foldersOf(source.file()));
    } catch (IllegalArgumentException | SafetensorsFile.InvalidFileException e) {
      throw new IOException("model %s: %s".formatted(source, e.getMessage()), e);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(
          "model %s: expected a model file of Tribuo's, got another or a damaged one; was it copied completely?"
              .formatted(source),
          e);
    } catch (IOException e) {
      throw new IOException(
          "model %s: cannot be read: %s".formatted(source, AtomicFile.reason(e)), e);
    }
  }

  private static void requireNoTensors(SeekableByteChannel channel) throws IOException {
    InputStream stream = Channels.newInputStream(channel);
    TaggerFileFormat format = TaggerFileFormat.of(stream.readNBytes(TaggerFileFormat.PREFIX_BYTES));
    channel.position(0);
    if (format == TaggerFileFormat.TAGGER) {
      throw new IllegalArgumentException(
          "expected a model of Tribuo, got a tagger written by WordTagger.save; load it with WordTagger.load or Tagger.load, or convert it: LstmTaggerImport.of");
    }
    if (format == TaggerFileFormat.TENSORS) {
      throw new IllegalArgumentException(
          "expected a model of Tribuo, got tensors in safetensors format without a tagger; read them with Safetensors.read");
    }
  }

  /** Reads a file; each declared length is checked before memory is allocated for it. */
  private static StoredTagger stored(SeekableByteChannel channel) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(Channels.newInputStream(channel));
    in.pushLimit((int) Math.min(channel.size(), Integer.MAX_VALUE));
    int version = 0;
    String className = "";
    Optional<StoredTagger> tagger = Optional.empty();
    int unknown = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case VERSION -> version = in.readInt32();
        case CLASS_NAME -> className = in.readStringRequireUtf8();
        case DATA -> {
          requireClass(className);
          requireVersion(version, className);
          int limit = in.pushLimit(in.readRawVarint32());
          tagger = Optional.of(packed(version, in, channel));
          in.popLimit(limit);
        }
        default -> {
          unknown = tag;
          in.skipField(tag);
        }
      }
    }
    requireClass(className);
    if (unknown != 0) {
      throw MessageCheck.unknown(unknown, SequenceModelProto.getDescriptor());
    }
    return tagger.orElseThrow(() -> notATagger(""));
  }

  private static void requireClass(String className) {
    if (className.isEmpty()) {
      throw new IllegalArgumentException("not a model file of Tribuo's");
    }
    if (!className.equals(LstmTaggerModel.class.getName())) {
      throw new IllegalArgumentException(
          "expected an LSTM tagger, got a model of class %s".formatted(Excerpt.of(className)));
    }
  }

  private static StoredTagger packed(int version, CodedInputStream in, SeekableByteChannel channel)
      throws IOException {
    Optional<StoredTagger> read = Optional.empty();
    String type = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case TYPE_URL -> type = in.readStringRequireUtf8();
        case VALUE -> {
          requireTagger(type);
          if (version == 0) {
            read =
                Optional.of(Version0Reader.read(StoredTagger.bytes(in, channel), channel.size()));
          } else {
            int limit = in.pushLimit(in.readRawVarint32());
            read = Optional.of(StoredTagger.read(in, channel));
            in.popLimit(limit);
          }
        }
        default -> throw MessageCheck.unknown(tag, Any.getDescriptor());
      }
    }
    requireTagger(type);
    return read.orElseThrow(
        () ->
            new IllegalArgumentException(
                "stored tagger: expected a message as serialized_data, got none; was the file cut"
                    + " off?"));
  }

  private static void requireTagger(String typeUrl) {
    if (!typeUrl.endsWith("/" + LstmTaggerProto.getDescriptor().getFullName())) {
      throw notATagger(typeUrl);
    }
  }

  private static IllegalArgumentException notATagger(String typeUrl) {
    return new IllegalArgumentException(
        "stored tagger: expected serialized_data to hold a LstmTaggerProto, got '%s'"
            .formatted(Excerpt.of(typeUrl)));
  }

  private static void requireVersion(int version, String className) {
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
   * Reads a model that Tribuo has read.
   *
   * @throws IllegalArgumentException if the message is invalid
   */
  static LstmTaggerModel read(int version, String className, Any message) {
    requireVersion(version, className);
    requireTagger(message.getTypeUrl());
    ByteString bytes = message.getValue();
    try {
      StoredTagger stored =
          version == 0 ? Version0Reader.read(bytes, bytes.size()) : StoredTagger.read(message);
      return model(stored, List.of());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "stored tagger: serialized_data holds no readable LstmTaggerProto: " + e.getMessage(), e);
    }
  }

  /**
   * Builds a model.
   *
   * @param folders the folders of files beside the model; none for a stream
   * @throws IllegalArgumentException if the parts are invalid or do not match each other
   * @throws IOException if a file beside the model cannot be read
   */
  private static LstmTaggerModel model(StoredTagger stored, List<Path> folders) throws IOException {
    ModelDataCarrier<?> data = TribuoMetadata.read(stored.metadata(), stored.fileBytes());
    ImmutableOutputInfo<Label> labels = labels(data.outputDomain());
    TaggerDefinition network;
    ResolvedInputs inputs;
    try {
      Settings settings =
          Settings.of(stored.tensors().texts(), TribuoMetadata.budget(stored.fileBytes()));
      network = TaggerFiles.locateInputFiles(DefinitionCodec.read(settings), folders);
      inputs = ResolvedInputs.read(network, settings);
      settings.requireAllRead();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("stored tagger: " + e.getMessage(), e);
    }
    ExampleEncoder encoder = new ExampleEncoder(data.featureDomain(), labels, inputs);
    List<ParameterSpec> specs = network.parameters(encoder.sizes());
    ParameterValues parameters = stored.tensors().allParameters(folders, inputs.vectorTables());
    parameters.requireMatch(specs);
    return new LstmTaggerModel(
        data.name(),
        data.provenance(),
        data.featureDomain(),
        labels,
        encoder,
        new TaggerWeights(inputs, network, parameters.only(specs), stored.history()),
        folders);
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
}

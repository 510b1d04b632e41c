package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.config.protobuf.ProtoProvenanceSerialization;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.RootProvenanceProto;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.OutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.CategoricalIDInfoProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.HashedFeatureMapProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.VariableInfoProto;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.feature.CharacterPooling;
import org.tributary.internal.HeapBudget;
import org.tributary.onnx.PiecePooling;
import org.tributary.text.ConlluColumn;
import org.tributary.tribuo.internal.OutOfMemory;

/**
 * Tribuo's part of a stored model: name, provenance, feature domain and label domain. It is
 * compressed by gzip, which reduces the names of the feature domain to about a quarter, or plain.
 */
public final class TribuoMetadata {
  /** Maximum heap of a model's parts, in sizes of its file; its bytes and weights come to it. */
  private static final int MAX_HEAP_FACTOR = 8;

  /** Maximum length of a message of Tribuo's. */
  private static final int MAX_MESSAGE = 1_000;

  private static final int CHUNK_BYTES = 1 << 16;
  private static final int GZIP_FIRST_BYTE = 0x1f; // which begins no ModelDataProto

  private static final Comparator<VariableInfoProto> BY_BYTES =
      Comparator.comparing(
          VariableInfoProto::toByteString, ByteString.unsignedLexicographicalComparator());

  /** The classes of enum constants that earlier snapshots recorded by other names. */
  private static final Map<String, String> MOVED =
      Map.of(
          "org.tributary.feature.character.CharacterPooling", CharacterPooling.class.getName(),
          "org.tributary.feature.transformer.PiecePooling", PiecePooling.class.getName(),
          "org.tributary.text.conllu.ConlluColumn", ConlluColumn.class.getName());

  private TribuoMetadata() {}

  /** Returns the heap that the parts of a model of {@code bytes} may take. */
  public static HeapBudget budget(long bytes) {
    return HeapBudget.ofFile(bytes, MAX_HEAP_FACTOR);
  }

  /** Returns the metadata of a model; equal models have equal ones. */
  static ModelDataProto of(ModelDataCarrier<Label> carrier) {
    ModelDataProto proto = carrier.serialize();
    return proto.toBuilder().setFeatureDomain(sorted(proto.getFeatureDomain())).build();
  }

  /**
   * Returns the bytes of metadata; equal metadata give equal bytes on one JDK. They are compressed
   * unless a reader of the smaller file would refuse them, whose heap is limited by its size.
   *
   * @param otherBytes the size of the rest of the file
   */
  static ByteString write(ModelDataProto proto, long otherBytes) {
    ByteString plain = proto.toByteString();
    ByteString gzip = compress(plain);
    HeapBudget budget = budget(gzip.size() + otherBytes);
    try {
      takeDecompressed(plain.size(), budget);
      MessageCheck.require(plain, ModelDataProto.getDescriptor(), budget);
      return gzip;
    } catch (IllegalArgumentException e) { // over budget
      return plain;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the bytes are those just written
    }
  }

  /**
   * Reads the bytes of {@link #write}, which are not trusted.
   *
   * @param fileBytes the size of the file that limits the heap
   * @throws IllegalArgumentException if the bytes are damaged, would take too much heap, or name
   *     classes that Tribuo must not load
   */
  public static ModelDataCarrier<?> read(ByteString bytes, long fileBytes) {
    ModelDataProto proto;
    try {
      HeapBudget budget = budget(fileBytes);
      ByteString plain = decompressed(bytes, budget);
      MessageCheck.require(plain, ModelDataProto.getDescriptor(), budget);
      CodedInputStream in = plain.newCodedInput();
      in.enableAliasing(true); // the parts share the bytes of the message
      proto = ModelDataProto.parseFrom(in);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "stored tagger: the metadata hold no readable ModelDataProto: " + e.getMessage(), e);
    }
    try {
      return carrier(proto);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // Tribuo and OLCUT throw all of these for bad data: they load classes by name, follow
      // references
      throw new IllegalArgumentException(
          "stored tagger: the metadata's provenance or domains cannot be read: "
              + oneLine(OutOfMemory.rootUnlessOutOfMemory(e).toString()),
          e);
    }
  }

  /** Reads as {@link ModelDataCarrier#deserialize}, but features by {@link FeatureDomains}. */
  private static <T extends Output<T>> ModelDataCarrier<T> carrier(ModelDataProto proto) {
    ModelProvenance provenance =
        (ModelProvenance)
            ProvenanceUtil.unmarshalProvenance(
                new ProtoProvenanceSerialization(false)
                    .deserializeFromProto(withPresentNames(proto.getProvenance())));
    ImmutableFeatureMap features = FeatureDomains.read(proto.getFeatureDomain());
    @SuppressWarnings("unchecked") // the model's reader looks at each output
    ImmutableOutputInfo<T> outputs =
        (ImmutableOutputInfo<T>) OutputInfo.deserialize(proto.getOutputDomain());
    return new ModelDataCarrier<>(
        proto.getName(),
        provenance,
        features,
        outputs,
        proto.getGenerateProbabilities(),
        proto.getTribuoVersion());
  }

  private static RootProvenanceProto withPresentNames(RootProvenanceProto provenance) {
    RootProvenanceProto.Builder present = provenance.toBuilder();
    for (int k = 0; k < provenance.getSmpCount(); k++) {
      String moved = MOVED.get(provenance.getSmp(k).getAdditional());
      if (moved != null) {
        present.getSmpBuilder(k).setAdditional(moved);
      }
    }
    return present.build();
  }

  /** Returns a message of Tribuo's on one line. */
  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "..." : line;
  }

  private static ByteString compress(ByteString plain) {
    ByteString.Output bytes = ByteString.newOutput();
    try (GZIPOutputStream to = new GZIPOutputStream(bytes)) {
      plain.writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the stream is in memory
    }
    return bytes.toByteString();
  }

  private static ByteString decompressed(ByteString stored, HeapBudget budget) throws IOException {
    if (stored.isEmpty() || stored.byteAt(0) != GZIP_FIRST_BYTE) {
      return stored;
    }
    ByteString.Output bytes = ByteString.newOutput();
    try (InputStream from = new GZIPInputStream(stored.newInput(), CHUNK_BYTES)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int count = from.read(chunk); count > 0; count = from.read(chunk)) {
        takeDecompressed(count, budget);
        bytes.write(chunk, 0, count);
      }
    }
    return bytes.toByteString();
  }

  /** Takes the heap of decompressed bytes, whose output grows by copies. */
  private static void takeDecompressed(int bytes, HeapBudget budget) {
    budget.take("parts", 2L * bytes);
  }

  /**
   * Returns a domain with its features, and the values of each feature, in a canonical order.
   * Tribuo writes features in hash-map order, which changes after loading, so that equal models
   * would serialize to different bytes.
   */
  private static FeatureDomainProto sorted(FeatureDomainProto domain) {
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

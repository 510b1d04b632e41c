package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tributary.internal.ByteArrayChannel;
import org.tributary.internal.Excerpt;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * A stored tagger: the content of the message {@link LstmTaggerProto}, which is in Tribuo's message
 * of a model. It is a safetensors file of {@link TaggerTensors}, with the training history among
 * its texts, and Tribuo's metadata with their checksum.
 *
 * @param metadata the bytes of {@link TribuoMetadata}
 * @param history the training history, one summary per epoch
 * @param tensors the settings of definition and inputs, and the parameters
 * @param fileBytes the size of the file, which limits the heap of a reader
 */
public record StoredTagger(
    ByteString metadata, List<EpochSummary> history, TaggerTensors tensors, long fileBytes) {
  private static final TaggerTensors.Format FORMAT =
      new TaggerTensors.Format(
          "tributary.tribuo_tagger", "1", "expected the tensors of a Tribuo model, got others");

  private static final String TYPE = "type.googleapis.com/";
  private static final String LOSS = "history.loss";
  private static final String DEV_SCORE = "history.dev_score";

  private static final int METADATA =
      LstmTaggerProto.TRIBUO_METADATA_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SAFETENSORS =
      LstmTaggerProto.SAFETENSORS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int CHECKSUM =
      LstmTaggerProto.CHECKSUM_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED32;

  /** Copies the list. */
  public StoredTagger {
    history = List.copyOf(history);
  }

  /** Returns a tagger's bytes as Tribuo packs them; those of the parameters exist once. */
  public static Any packed(
      ModelDataCarrier<Label> carrier, List<EpochSummary> history, TaggerTensors tensors) {
    Map<String, String> texts = new TreeMap<>(tensors.texts());
    texts.put(LOSS, Settings.text(history.stream().map(e -> Double.toString(e.loss())).toList()));
    texts.put(DEV_SCORE, Settings.text(history.stream().map(StoredTagger::devScore).toList()));
    ByteString.Output file = ByteString.newOutput();
    try {
      new TaggerTensors(texts, tensors.parameters(), tensors.beside()).write(file, FORMAT);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the output is in memory
    }
    ByteString safetensors = file.toByteString();
    ByteString metadata = TribuoMetadata.write(TribuoMetadata.of(carrier), safetensors.size());
    ByteString.Output header = ByteString.newOutput();
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(header);
      coded.writeFixed32(LstmTaggerProto.CHECKSUM_FIELD_NUMBER, checksum(metadata));
      coded.writeBytes(LstmTaggerProto.TRIBUO_METADATA_FIELD_NUMBER, metadata);
      coded.writeUInt32NoTag(SAFETENSORS);
      coded.writeUInt32NoTag(safetensors.size());
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the output is in memory
    }
    return Any.newBuilder()
        .setTypeUrl(TYPE + LstmTaggerProto.getDescriptor().getFullName())
        .setValue(header.toByteString().concat(safetensors))
        .build();
  }

  private static String devScore(EpochSummary epoch) {
    OptionalDouble score = epoch.devScore();
    return score.isPresent() ? Double.toString(score.getAsDouble()) : "";
  }

  private static int checksum(ByteString metadata) {
    CRC32 crc = new CRC32();
    metadata.asReadOnlyByteBufferList().forEach(crc::update);
    return (int) crc.getValue();
  }

  /**
   * Reads the fields of the message, in any order, up to the input's limit. They are not trusted.
   *
   * @param channel a channel of the input's bytes, whose position stays as the input has it
   * @throws IllegalArgumentException if a field is unknown, missing or damaged
   * @throws IOException if the bytes are no such message, or cannot be read
   */
  public static StoredTagger read(CodedInputStream in, SeekableByteChannel channel)
      throws IOException {
    ByteString metadata = ByteString.EMPTY;
    int checksum = 0;
    int begin = 0;
    int size = 0;
    Set<String> missing = new TreeSet<>(List.of("tribuo_metadata", "checksum", "safetensors"));
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case METADATA -> {
          missing.remove("tribuo_metadata");
          metadata = bytes(in, channel);
        }
        case CHECKSUM -> {
          missing.remove("checksum");
          checksum = in.readFixed32();
        }
        case SAFETENSORS -> {
          missing.remove("safetensors");
          size = in.readRawVarint32();
          begin = in.getTotalBytesRead();
          in.skipRawBytes(size);
        }
        default -> throw MessageCheck.unknown(tag, LstmTaggerProto.getDescriptor());
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "stored tagger: expected tribuo_metadata, checksum and safetensors, got no %s; was the file cut off?"
              .formatted(String.join(", ", missing)));
    }
    if (checksum != checksum(metadata)) {
      throw new IllegalArgumentException(
          "stored tagger: expected metadata of the checksum %08x, got %08x; the file was damaged, or changed since it was written: copy it again or train again"
              .formatted(checksum, checksum(metadata)));
    }
    long position = channel.position();
    try {
      TaggerTensors all = TaggerTensors.read("tensors of the model", channel, begin, size, FORMAT);
      return of(metadata, all, channel.size());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("stored tagger: " + e.getMessage(), e);
    } finally {
      channel.position(position);
    }
  }

  /** Returns a tagger whose history is among the texts of {@code all}. */
  private static StoredTagger of(ByteString metadata, TaggerTensors all, long fileBytes) {
    Map<String, String> texts = new TreeMap<>(all.texts());
    Settings settings = Settings.of(texts, TribuoMetadata.budget(fileBytes));
    List<EpochSummary> history = history(settings.list(LOSS), settings.list(DEV_SCORE));
    texts.keySet().removeAll(List.of(LOSS, DEV_SCORE));
    return new StoredTagger(
        metadata, history, new TaggerTensors(texts, all.parameters(), all.beside()), fileBytes);
  }

  /**
   * Reads the length and the bytes of a field, of which protobuf would keep two copies.
   *
   * @param channel a channel of the input's bytes
   * @throws IOException if the field does not fit into the rest of the message
   */
  public static ByteString bytes(CodedInputStream in, SeekableByteChannel channel)
      throws IOException {
    int size = in.readRawVarint32();
    int begin = in.getTotalBytesRead();
    in.skipRawBytes(size); // checks the size
    ByteBuffer bytes = ByteBuffer.allocate(size);
    long position = channel.position();
    channel.position(begin);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    channel.position(position);
    return UnsafeByteOperations.unsafeWrap(bytes.flip());
  }

  /**
   * Reads a packed message.
   *
   * @throws IllegalArgumentException as {@link #read(CodedInputStream, SeekableByteChannel)}
   * @throws IOException if it is no such message
   */
  public static StoredTagger read(Any packed) throws IOException {
    ByteString bytes = packed.getValue();
    return read(bytes.newCodedInput(), new ByteArrayChannel(bytes.toByteArray()));
  }

  private static List<EpochSummary> history(List<String> losses, List<String> devScores) {
    if (losses.size() != devScores.size()) {
      throw new IllegalArgumentException(
          "expected a development score or '' for each of %d epochs, got %d"
              .formatted(losses.size(), devScores.size()));
    }
    List<EpochSummary> history = new ArrayList<>();
    for (int k = 0; k < losses.size(); k++) {
      OptionalDouble score =
          devScores.get(k).isEmpty()
              ? OptionalDouble.empty()
              : OptionalDouble.of(number(devScores.get(k)));
      history.add(new EpochSummary(k + 1, number(losses.get(k)), score));
    }
    return history;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a number in the training history, got " + Excerpt.of(text), e);
    }
  }
}

package org.tributary.examples.spark;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.SimpleProvenanceProto;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** The paths in the provenance of a model that was trained on copies of its files. */
final class RecordedPaths {
  private RecordedPaths() {}

  /**
   * Returns a model with other paths.
   *
   * @param model the bytes of a model file
   * @param paths the new path of each recorded one
   * @throws IOException if the bytes are no model
   */
  static byte[] replace(byte[] model, Map<String, String> paths) throws IOException {
    if (paths.isEmpty()) {
      return model;
    }
    SequenceModelProto file = SequenceModelProto.parseFrom(model);
    LstmTaggerProto tagger = file.getSerializedData().unpack(LstmTaggerProto.class);
    ModelDataProto.Builder metadata = metadata(tagger).toBuilder();
    for (SimpleProvenanceProto.Builder value :
        metadata.getProvenanceBuilder().getSmpBuilderList()) {
      value.setValue(paths.getOrDefault(value.getValue(), value.getValue()));
    }
    LstmTaggerProto changed =
        tagger.toBuilder()
            .clearMetadata()
            .setGzipMetadata(compressed(metadata.build()))
            .clearChecksum()
            .build();
    return file.toBuilder()
        .setSerializedData(Any.pack(changed.toBuilder().setChecksum(checksum(changed)).build()))
        .build()
        .toByteArray();
  }

  private static ModelDataProto metadata(LstmTaggerProto tagger) throws IOException {
    return tagger.hasMetadata()
        ? tagger.getMetadata().unpack(ModelDataProto.class)
        : ModelDataProto.parseFrom(new GZIPInputStream(tagger.getGzipMetadata().newInput()));
  }

  private static ByteString compressed(ModelDataProto metadata) throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    try (GZIPOutputStream to = new GZIPOutputStream(bytes)) {
      metadata.writeTo(to);
    }
    return bytes.toByteString();
  }

  /** Returns the checksum that a model file stores: CRC-32 of the message without it. */
  private static int checksum(LstmTaggerProto tagger) throws IOException {
    CRC32 checksum = new CRC32();
    CodedOutputStream bytes =
        CodedOutputStream.newInstance(
            new CheckedOutputStream(OutputStream.nullOutputStream(), checksum));
    bytes.useDeterministicSerialization();
    tagger.writeTo(bytes);
    bytes.flush();
    return (int) checksum.getValue();
  }
}

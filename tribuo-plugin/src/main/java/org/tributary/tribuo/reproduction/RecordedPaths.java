package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.config.protobuf.protos.SimpleProvenanceProto;
import java.io.IOException;
import java.util.Map;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.internal.storage.StoredTagger;
import org.tributary.tribuo.internal.storage.TribuoMetadata;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** The paths in the provenance of a model that was trained on copies of its files. */
public final class RecordedPaths {
  private RecordedPaths() {}

  /**
   * Returns a model with other paths, from which {@link Reproduction} reads the data.
   *
   * @param model the bytes of a model file of the present version
   * @param paths the new path of each recorded one; every value of the provenance that equals a key
   *     is replaced
   * @return the bytes of a model file
   * @throws IllegalArgumentException if the model is of another version
   * @throws IOException if the bytes are no model
   */
  public static byte[] replace(byte[] model, Map<String, String> paths) throws IOException {
    if (paths.isEmpty()) {
      return model;
    }
    SequenceModelProto file = SequenceModelProto.parseFrom(model);
    if (file.getVersion() != LstmTaggerModel.CURRENT_VERSION) {
      throw new IllegalArgumentException(
          "model: expected version %d, got %d; load it and save it again"
              .formatted(LstmTaggerModel.CURRENT_VERSION, file.getVersion()));
    }
    LstmTaggerProto tagger = file.getSerializedData().unpack(LstmTaggerProto.class);
    ModelDataProto.Builder metadata = TribuoMetadata.parse(tagger.getTribuoMetadata()).toBuilder();
    for (SimpleProvenanceProto.Builder value :
        metadata.getProvenanceBuilder().getSmpBuilderList()) {
      value.setValue(paths.getOrDefault(value.getValue(), value.getValue()));
    }
    return file.toBuilder()
        .setSerializedData(StoredTagger.packed(metadata.build(), tagger.getSafetensors()))
        .build()
        .toByteArray();
  }
}

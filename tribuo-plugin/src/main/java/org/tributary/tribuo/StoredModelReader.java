package org.tributary.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Optional;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.HeapBudget;
import org.tributary.tribuo.internal.storage.ProtoInput;
import org.tributary.tribuo.internal.storage.StoredTagger;
import org.tributary.tribuo.internal.storage.StoredTaggerReader;
import org.tributary.tribuo.internal.storage.UnknownFields;

/** A streaming reader of a {@link SequenceModelProto} that holds a tagger. Not thread-safe. */
final class StoredModelReader {
  private final ProtoInput in;
  private final HeapBudget budget;
  private int version;
  private String className = "";
  private Optional<StoredTagger> tagger = Optional.empty();

  StoredModelReader(ProtoInput in, HeapBudget budget) {
    this.in = in;
    this.budget = budget;
  }

  /**
   * Reads the model.
   *
   * @throws com.google.protobuf.InvalidProtocolBufferException if the bytes are no protobuf message
   * @throws IllegalArgumentException if the model is invalid, or is no tagger
   * @throws IOException if the bytes cannot be read
   */
  StoredTagger read() throws IOException {
    CodedInputStream coded = in.coded();
    Optional<Integer> unknown = Optional.empty();
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case SequenceModelProto.VERSION_FIELD_NUMBER -> version = in.number(tag);
        case SequenceModelProto.CLASS_NAME_FIELD_NUMBER -> className = in.text(tag);
        case SequenceModelProto.SERIALIZED_DATA_FIELD_NUMBER -> {
          requireClass();
          TaggerProtos.requireVersion(version, className);
          tagger = Optional.of(in.message(tag, this::readTagger));
        }
        default -> {
          unknown = Optional.of(WireFormat.getTagFieldNumber(tag));
          coded.skipField(tag);
        }
      }
    }
    requireClass();
    if (unknown.isPresent()) {
      throw UnknownFields.unknown(unknown.get(), SequenceModelProto.getDescriptor());
    }
    if (tagger.isEmpty()) {
      TaggerProtos.requireTagger("");
    }
    return tagger.orElseThrow();
  }

  private void requireClass() {
    if (className.isEmpty()) {
      throw new IllegalArgumentException("not a model file of Tribuo's");
    }
    if (!className.equals(LstmTaggerModel.class.getName())) {
      throw new IllegalArgumentException(
          "expected an LSTM tagger, got a model of class %s".formatted(Excerpt.of(className)));
    }
  }

  private StoredTagger readTagger() throws IOException {
    CodedInputStream coded = in.coded();
    Optional<StoredTagger> read = Optional.empty();
    String type = "";
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Any.TYPE_URL_FIELD_NUMBER -> type = in.text(tag);
        case Any.VALUE_FIELD_NUMBER -> {
          TaggerProtos.requireTagger(type);
          read = Optional.of(in.message(tag, () -> StoredTaggerReader.read(in, budget)));
        }
        default ->
            throw UnknownFields.unknown(WireFormat.getTagFieldNumber(tag), Any.getDescriptor());
      }
    }
    TaggerProtos.requireTagger(type);
    return read.orElseGet(
        () -> {
          throw new IllegalArgumentException(
              "stored tagger: expected a message as serialized_data, got none; was the file cut off?");
        });
  }
}

package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.param.ParameterValues;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.internal.storage.StoredTagger;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** Refusal of messages of version 1 whose fields, tensors or training history are invalid. */
class MalformedTensorsTest {
  private static final String MARKER = "tributary.tribuo_tagger";

  private static ByteString metadata;
  private static Map<String, String> texts;
  private static ParameterValues parameters;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(2)
            .build()
            .train(Data.dataset(List.of(Data.sentence("a/X", "b/Y"))))) {
      StoredTagger content = Stored.content(model);
      metadata = content.metadata();
      texts = new TreeMap<>(content.tensors().texts());
      texts.put("history.loss", "[\"2\",\"1\"]");
      texts.put("history.dev_score", "[\"\",\"0.5\"]");
      parameters = content.tensors().parameters();
    }
  }

  /** A message of version 1 and the reason of its refusal. */
  private record Fault(LstmTaggerProto message, String reason) {
    @Override
    public String toString() {
      return reason;
    }
  }

  private static Fault field(int number, String reason) {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(number, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    LstmTaggerProto message = message(Stored.safetensors(MARKER, "1", texts, parameters));
    return new Fault(message.toBuilder().setUnknownFields(unknown).build(), reason);
  }

  private static Fault tensors(String marker, String version, String reason) {
    return new Fault(message(Stored.safetensors(marker, version, texts, parameters)), reason);
  }

  private static Fault text(String name, String value, String reason) {
    Map<String, String> changed = new TreeMap<>(texts);
    changed.put(name, value);
    return new Fault(message(Stored.safetensors(MARKER, "1", changed, parameters)), reason);
  }

  private static LstmTaggerProto message(ByteString tensors) {
    try {
      return Stored.file(metadata, tensors).getSerializedData().unpack(LstmTaggerProto.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        field(
            16,
            "expected fields that this release knows, got field 16 of LstmTaggerProto; was it"
                + " written by a newer release?"),
        field( // the settings of version 0
            2,
            "expected fields that this release knows, got field 2 of LstmTaggerProto; was it"
                + " written by a newer release?"),
        tensors("tributary.tagger", "1", "expected the tensors of a Tribuo model, got others"),
        tensors(MARKER, "2", "expected version 1, got 2; was it written by a newer release?"),
        text(
            "history.dev_score",
            "[\"0.5\"]",
            "expected a development score or '' for each of 2 epochs, got 1"),
        text(
            "history.loss",
            "[\"1\"]",
            "expected a development score or '' for each of 1 epochs, got 2"),
        text(
            "history.loss",
            "[\"2\",\"low\"]",
            "expected a number in the training history, got low"),
        text(
            "history.dev_score",
            "[\"\",\"a\\nb\"]",
            "expected a number in the training history, got a\\nb"),
        text(
            "history.loss",
            "[\"NaN\",\"1\"]",
            "epoch summary: expected an epoch of at least 1 and a finite loss, got 1 and NaN"),
        text(
            "history.dev_score",
            "[\"\",\"1.5\"]",
            "epoch summary: expected a development score from 0 to 1, got 1.5"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void malformedMessageIsRefusedWithTheReason(Fault fault) throws IOException {
    Any packed = Any.pack(fault.message());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LstmTaggerModel.deserializeFromProto(1, LstmTaggerModel.class.getName(), packed))
        .withMessageStartingWith("stored tagger: ")
        .withMessageContaining(fault.reason())
        .withMessageNotContaining("\n");
    Path file = folder.resolve("model.tribuo");
    Files.write(
        file,
        SequenceModelProto.newBuilder()
            .setVersion(1)
            .setClassName(LstmTaggerModel.class.getName())
            .setSerializedData(packed)
            .build()
            .toByteArray());
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(file))
        .withMessageStartingWith("model " + file + ": stored tagger: ")
        .withMessageContaining(fault.reason())
        .withMessageNotContaining("\n");
  }

  /** The faults are the only reason of a refusal. */
  @Test
  void messageWithoutAFaultIsRead() {
    Any packed = Any.pack(message(Stored.safetensors(MARKER, "1", texts, parameters)));
    try (LstmTaggerModel read =
        LstmTaggerModel.deserializeFromProto(1, LstmTaggerModel.class.getName(), packed)) {
      assertThat(read.parameters()).isEqualTo(parameters);
      assertThat(read.history()).extracting(epoch -> epoch.loss()).containsExactly(2.0, 1.0);
    }
  }
}

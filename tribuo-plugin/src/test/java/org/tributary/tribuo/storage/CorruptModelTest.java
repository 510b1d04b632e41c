package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** Model files whose bytes are altered and whose checksum is made right again. */
class CorruptModelTest {
  private static final int ROUNDS =
      Integer.getInteger("tributary.corruptions", CaseSelection.count(150, 300));

  /** Maximum allocation that does not grow with the file; opening a model takes most of it. */
  private static final long CONSTANT = 24L << 20;

  @TempDir private static Path folder;
  private static SequenceModelProto file;
  private static LstmTaggerProto good;
  private static LstmTaggerProto present;

  @BeforeAll
  static void train() throws IOException {
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(1)
            .build()
            .train(Data.dataset(List.of(Data.sentence("a/X", "b/Y"))))) {
      good = Stored.proto(model);
      file = Stored.file(good);
      present = model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
      model.save(folder.resolve("good"));
    }
    LstmTaggerModel.load(folder.resolve("good")).close(); // loads classes
  }

  @Test
  void anyAlteredModelTagsOrIsRefusedInBoundedMemory() throws Exception {
    Random random = new Random(17);
    Path path = folder.resolve("altered");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = altered(random);
      Files.write(path, bytes);
      long before = allocated();
      try (LstmTaggerModel model = LstmTaggerModel.load(path)) {
        model.predict(Data.sentence("a/X", "c/Y"));
      } catch (IOException | IllegalArgumentException e) {
        // a prediction refuses weights that are too large to compute with
        assertThat(e.getMessage()).as("round %d", round).isNotBlank().doesNotContain("\n");
        refused++;
      }
      assertThat(allocated() - before)
          .as("round %d", round)
          .isLessThan(10L * bytes.length + CONSTANT);
    }
    assertThat(refused).isBetween(ROUNDS / 3, ROUNDS - 1);
  }

  private static byte[] altered(Random random) throws InvalidProtocolBufferException {
    return switch (random.nextInt(4)) {
      case 0 ->
          Stored.file(
                  altered(Stored.metadata(present.getTribuoMetadata()).toByteString(), random),
                  present.getSafetensors())
              .toByteArray();
      case 1 ->
          Stored.file(present.getTribuoMetadata(), altered(present.getSafetensors(), random))
              .toByteArray();
      default -> alteredVersion0(random);
    };
  }

  private static byte[] alteredVersion0(Random random) throws InvalidProtocolBufferException {
    LstmTaggerProto.Builder tagger = good.toBuilder();
    if (random.nextBoolean()) {
      ByteString metadata = altered(good.getMetadata().getValue(), random);
      tagger.setMetadata(good.getMetadata().toBuilder().setValue(metadata));
    } else {
      try {
        tagger = LstmTaggerProto.parseFrom(altered(good.toByteString(), random)).toBuilder();
      } catch (InvalidProtocolBufferException e) {
        ByteString bytes = altered(file.toByteString(), random); // no checksum to make right
        return bytes.toByteArray();
      }
    }
    return Stored.file(tagger.build()).toByteArray();
  }

  /** Returns bytes with some changed, removed or repeated. */
  private static ByteString altered(ByteString bytes, Random random) {
    int at = random.nextInt(bytes.size());
    int end = Math.min(bytes.size(), at + 1 + random.nextInt(8));
    ByteString before = bytes.substring(0, at);
    return switch (random.nextInt(5)) {
      case 0 -> before.concat(bytes.substring(end));
      case 1 -> bytes.substring(0, end).concat(bytes.substring(at));
      case 2 -> before;
      default -> {
        byte[] changed = bytes.toByteArray();
        changed[at] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : (byte) (changed[at] ^ 1 << random.nextInt(8));
        yield ByteString.copyFrom(changed);
      }
    };
  }

  /** Every message of {@code lstm-tagger.proto}, entries of maps included. */
  @Test
  void unknownFieldOfEveryMessageIsRefused() throws Exception {
    DynamicMessage whole =
        DynamicMessage.parseFrom(LstmTaggerProto.getDescriptor(), good.toByteString());
    List<String> names = new ArrayList<>();
    List<ByteString> changed = new ArrayList<>();
    addUnknown(whole, names, changed);
    assertThat(names).doesNotHaveDuplicates();
    List<String> all = new ArrayList<>(List.of("Any"));
    LstmTaggerProto.getDescriptor().getFile().getMessageTypes().forEach(m -> addNames(m, all));
    assertThat(names).containsExactlyInAnyOrderElementsOf(all);
    for (int k = 0; k < names.size(); k++) {
      Any data = file.getSerializedData().toBuilder().setValue(changed.get(k)).build();
      Path path = folder.resolve("unknown");
      Files.write(path, file.toBuilder().setSerializedData(data).build().toByteArray());
      String message = failure(path);
      assertThat(message)
          .contains(
              "expected fields that this release knows, got field 77 of %s; was it written by a newer release?"
                  .formatted(names.get(k)));
    }
  }

  private static void addNames(Descriptor message, List<String> names) {
    names.add(message.getName());
    message.getNestedTypes().forEach(nested -> addNames(nested, names));
  }

  /** Adds the name of each kind of message in {@code message}, and a copy with an unknown field. */
  private static void addUnknown(
      DynamicMessage message, List<String> names, List<ByteString> changed) {
    names.add(message.getDescriptorForType().getName());
    changed.add(withUnknown(message).toByteString());
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                Object first = field.isRepeated() ? ((List<?>) value).get(0) : value;
                List<ByteString> parts = new ArrayList<>();
                addUnknown((DynamicMessage) first, names, parts);
                for (ByteString part : parts) {
                  UnknownFieldSet.Field raw =
                      UnknownFieldSet.Field.newBuilder().addLengthDelimited(part).build();
                  changed.add(
                      UnknownFieldSet.newBuilder()
                          .addField(field.getNumber(), raw)
                          .build()
                          .toByteString()
                          .concat(message.toByteString()));
                }
              }
            });
  }

  private static DynamicMessage withUnknown(DynamicMessage message) {
    return message.toBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build())
        .build();
  }

  private static String failure(Path path) {
    try {
      LstmTaggerModel.load(path).close();
      return "";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}

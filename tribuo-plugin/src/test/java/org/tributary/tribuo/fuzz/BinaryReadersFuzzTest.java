package org.tributary.tribuo.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.internal.ByteArrayChannel;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.internal.tagger.TensorChecksum;
import org.tributary.internal.training.Checkpoint;
import org.tributary.internal.training.CheckpointFile;
import org.tributary.internal.training.TrainingProgress;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.SafetensorsFile;
import org.tributary.param.TensorShape;
import org.tributary.tagger.Tagger;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** Damaged files, some with a checksum that fits the damage, are read or refused. */
class BinaryReadersFuzzTest {
  private static final Path CORE = Path.of("../core/src/test/resources/org/tributary");
  private static final Path TAGGER = CORE.resolve("tagger/stored/0.1.tributary");
  private static final Path MODEL =
      Path.of("src/test/resources/org/tributary/tribuo/stored/0.1.tribuo");

  private static final List<String> JSON =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          ":",
          "[[[[[[[[",
          "null",
          "-1",
          "1e400",
          "9223372036854775808",
          "\"__metadata__\"",
          "\"dtype\"",
          "\"F32\"",
          "\"shape\"",
          "\"data_offsets\"",
          "\\ud800",
          "\\u0000");

  private static final String CHECKSUM = "tributary.crc32";

  @TempDir private Path folder;

  @Test
  void safetensorsAreReadOrRefused() throws Exception {
    new Fuzzer(
            "safetensors",
            IOException.class,
            input -> {
              ParameterValues values =
                  SafetensorsFile.open("file", new ByteArrayChannel(input)).values();
              for (String name : values.names()) {
                assertThat(values.values(name)).hasSize((int) values.shape(name).size());
              }
            })
        .run(
            new Mutator(
                11,
                List.of(
                    Files.readAllBytes(TAGGER),
                    Files.readAllBytes(CORE.resolve("param/lstm.safetensors"))),
                JSON));
  }

  @Test
  void taggersAreReadOrRefused() throws Exception {
    new Fuzzer("taggers", IOException.class, BinaryReadersFuzzTest::load)
        .run(new Mutator(12, List.of(Files.readAllBytes(TAGGER), Files.readAllBytes(MODEL)), JSON));
  }

  private static void load(byte[] input) throws IOException {
    try (Tagger tagger = Tagger.load(new ByteArrayInputStream(input))) {
      assertThat(tagger.tag(List.of("a", "b")).labels()).hasSize(2);
    }
  }

  /** The metadata of a tagger, one text a line, is damaged. */
  @Test
  void taggersOfAnyMetadataAreReadOrRefused() throws Exception {
    ParameterValues parameters = Safetensors.read(TAGGER);
    byte[] metadata =
        Safetensors.texts(TAGGER).entrySet().stream()
            .filter(text -> !text.getKey().equals("format"))
            .map(text -> text.getKey() + "=" + text.getValue())
            .collect(Collectors.joining("\n"))
            .getBytes(UTF_8);
    new Fuzzer(
            "tagger-metadata",
            IOException.class,
            input -> {
              Path file = folder.resolve("damaged.tributary");
              Map<String, String> texts = texts(input);
              texts.put("tributary.crc32", crc(texts, parameters));
              Safetensors.write(file, parameters, texts);
              load(Files.readAllBytes(file));
            })
        .runSlow(new Mutator(13, List.of(metadata), JSON));
  }

  /** Returns the texts of lines, the tagger's mark first, so that the file is one. */
  private static Map<String, String> texts(byte[] lines) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("tributary.word_tagger", "1");
    new String(lines, UTF_8)
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                texts.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    texts.keySet().removeAll(List.of("format", "tributary.crc32"));
    return texts;
  }

  /** The checksum of a word tagger's file, as its format states it. */
  private static String crc(Map<String, String> texts, ParameterValues parameters) {
    CRC32 crc = new CRC32();
    new TreeMap<>(texts)
        .forEach(
            (name, text) -> {
              add(crc, name);
              add(crc, text);
            });
    for (String name : parameters.names().stream().sorted().toList()) {
      add(crc, name + Arrays.toString(parameters.shape(name).asArray()));
      for (float value : parameters.values(name)) {
        crc.update(ByteBuffer.allocate(Float.BYTES).putFloat(value).array());
      }
    }
    return "%08x".formatted(crc.getValue());
  }

  private static void add(CRC32 crc, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    crc.update(bytes);
  }

  @Test
  void tribuoModelsWithAFittingChecksumAreReadOrRefused() throws Exception {
    SequenceModelProto model = SequenceModelProto.parseFrom(Files.readAllBytes(MODEL));
    byte[] content = model.getSerializedData().unpack(LstmTaggerProto.class).toByteArray();
    new Fuzzer(
            "tribuo-content", IOException.class, input -> load(sealed(model, input).toByteArray()))
        .runSlow(new Mutator(14, List.of(content), List.of()).withOneChange());
  }

  /** Returns the model with this content, whose checksum fits if it is a message. */
  private static SequenceModelProto sealed(SequenceModelProto model, byte[] content) {
    Any data = model.getSerializedData().toBuilder().setValue(ByteString.copyFrom(content)).build();
    try {
      LstmTaggerProto proto = data.unpack(LstmTaggerProto.class);
      data = Stored.packed(proto);
    } catch (InvalidProtocolBufferException e) {
      // stays as it is
    }
    return model.toBuilder().setSerializedData(data).build();
  }

  /** The present version: tensors and metadata without damage, and damaged ones. */
  @Test
  void presentTribuoModelsAreReadOrRefused() throws Exception {
    SequenceModelProto model;
    try (LstmTaggerModel loaded = LstmTaggerModel.load(MODEL)) {
      model = loaded.serialize();
    }
    LstmTaggerProto content = model.getSerializedData().unpack(LstmTaggerProto.class);
    ByteString metadata = Stored.metadata(content.getTribuoMetadata()).toByteString();
    load(Stored.file(metadata, content.getSafetensors()).toByteArray());
    new Fuzzer("tribuo-file", IOException.class, BinaryReadersFuzzTest::load)
        .run(new Mutator(18, List.of(model.toByteArray()), JSON));
    new Fuzzer(
            "tribuo-metadata",
            IOException.class,
            input ->
                load(
                    Stored.file(ByteString.copyFrom(input), content.getSafetensors())
                        .toByteArray()))
        .runSlow(new Mutator(19, List.of(metadata.toByteArray()), List.of()).withOneChange());
  }

  @Test
  void checkpointsAreReadOrRefused() throws Exception {
    Path file = folder.resolve("run.checkpoint");
    CheckpointFile reader = new CheckpointFile(file);
    reader.write(checkpoint());
    byte[] whole = Files.readAllBytes(file);
    new Fuzzer("checkpoint", TrainingException.class, input -> read(reader, file, input))
        .run(new Mutator(15, List.of(whole), List.of()));
    ParameterValues values;
    Map<String, String> texts;
    try (SeekableByteChannel channel = new ByteArrayChannel(whole)) {
      SafetensorsFile safetensors = SafetensorsFile.open("checkpoint", channel);
      texts = new TreeMap<>(safetensors.texts());
      values = safetensors.values();
    }
    texts.keySet().removeAll(List.of("format", CHECKSUM));
    byte[] content =
        texts.entrySet().stream()
            .map(text -> text.getKey() + "\0" + text.getValue())
            .collect(Collectors.joining("\0"))
            .getBytes(UTF_8);
    new Fuzzer(
            "checkpoint-content",
            TrainingException.class,
            input -> {
              Safetensors.write(file, values, sealed(input, values));
              read(reader);
            })
        .run(new Mutator(16, List.of(content), List.of()));
  }

  private static void read(CheckpointFile reader, Path file, byte[] input) throws IOException {
    Files.write(file, input);
    read(reader);
  }

  private static void read(CheckpointFile reader) {
    Checkpoint checkpoint = reader.read();
    assertThat(checkpoint.fingerprint()).allMatch(line -> line.contains(": "));
  }

  /** Returns the texts in {@code content}, each a name and a text, with their checksum. */
  private static Map<String, String> sealed(byte[] content, ParameterValues values) {
    String[] parts = new String(content, UTF_8).split("\0", -1);
    Map<String, String> texts = new TreeMap<>();
    for (int k = 0; k + 1 < parts.length; k += 2) {
      texts.put(parts[k], parts[k + 1]);
    }
    texts.keySet().removeAll(List.of("format", CHECKSUM));
    texts.put(CHECKSUM, TensorChecksum.of(texts, values));
    return texts;
  }

  private static Checkpoint checkpoint() {
    ParameterValues values =
        ParameterValues.builder()
            .add("a.weight", TensorShape.of(2, 3), new float[] {1, -2, 3, 4, 5, 6})
            .add("b", TensorShape.of(4), new float[4])
            .build();
    return new Checkpoint(
        List.of("definition: größer", "data: 3 sequences"),
        new TrainingProgress(
            2,
            4,
            24,
            0.25,
            1,
            99,
            1.5,
            List.of(new EpochReport(1, 2.5, OptionalDouble.of(0.5), true, 100, 3.25)),
            Optional.of(values)),
        Map.of("parameters", values));
  }

  @Test
  void definitionsAreReadOrRefused() throws Exception {
    byte[] settings =
        """
        definition.version=3
        inputs=["word","char","shape"]
        dropout=0.1
        locked_dropout=0.5
        input.word.size=64
        input.word.deviation=0.05
        input.word.training=frozen
        input.char.size=30
        input.char.lstm=50
        input.char.pooling=last
        input.shape.size=8
        input.shape.cnn=20
        input.shape.widths=["2","3"]
        encoder.cell=lstm
        encoder.hidden_size=200
        encoder.layers=2
        encoder.bidirectional=true
        encoder.connection=none
        encoder.bias=present
        encoder.projection=50
        encoder.recurrent_dropout=0.25
        encoder.forget_bias=1.0
        encoder.initializer.weight_ih=["blocks","4","uniform","0.1"]
        encoder.kernel=scan
        head=crf
        head.scheme=bio
        head.constrains_training=true
        auxiliary=["upos"]
        auxiliary.upos.weight=0.1
        auxiliary.upos.head=softmax
        """
            .getBytes(UTF_8);
    new Fuzzer(
            "definition",
            IllegalArgumentException.class,
            input -> {
              Map<String, String> texts = texts(input);
              texts.remove("tributary.word_tagger");
              Settings read = Settings.of(texts);
              Map<String, String> written = DefinitionCodec.write(DefinitionCodec.read(read));
              assertThat(written.get("inputs")).isNotNull();
            })
        .run(new Mutator(17, List.of(settings), JSON));
  }
}

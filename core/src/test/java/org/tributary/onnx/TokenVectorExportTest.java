package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.feature.NumberInput;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/** Taggers with token vectors as one graph, which begins with the encoder. */
class TokenVectorExportTest {
  private static final List<String> LABELS = List.of("D", "N", "V");
  private static final List<String> WORDS = List.of("book", "dogs", "read", "reading", "the");

  @TempDir private Path folder;

  /**
   * Returns a tagger with drawn weights, of which each layer has another share, and vectors so
   * large that the rounding to 16 bits shows.
   */
  static WordTagger tagger(TaggerDefinition definition) {
    Vocabulary words = new Vocabulary(WORDS);
    Vocabulary characters = new Vocabulary(List.of("a", "b", "d", "e", "o", "r"));
    List<Vocabulary> vocabularies = new ArrayList<>();
    List<Integer> entries = new ArrayList<>();
    for (var input : definition.inputs().all()) {
      vocabularies.add(
          switch (input.name()) {
            case "word" -> words;
            case "char" -> characters;
            default -> new Vocabulary(List.of());
          });
      entries.add(vocabularies.get(vocabularies.size() - 1).size() + 1);
    }
    ParameterValues drawn =
        ParameterValues.draw(
            definition.parameters(new TaggerSizes(entries, List.of(LabelSet.of(LABELS)))),
            TorchRandom.seeded(3));
    float[] mix = drawn.values("token_mix.weight");
    for (int k = 0; k < mix.length; k++) {
      mix[k] = 0.5f * k - 0.3f;
    }
    return WordTagger.of(
        definition,
        vocabularies,
        new Vocabulary(LABELS),
        drawn
            .with("token_mix.weight", FloatTensor.of(TensorShape.of(mix.length), mix))
            .with("token_mix.gamma", FloatTensor.of(TensorShape.of(1), new float[] {20})),
        Map.of());
  }

  static TaggerDefinition definition(TransformerVectors vectors) {
    return Tagger.define()
        .input(vectors)
        .withoutAuxiliaryTasks()
        .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional());
  }

  private static List<Sentence> sentences() {
    List<Sentence> sentences = new ArrayList<>();
    for (int length = 1; length <= 5; length++) {
      List<String> words = new ArrayList<>(Collections.nCopies(length, "dogs"));
      words.set(length / 2, "the");
      sentences.add(new Sentence(words));
    }
    sentences.add(new Sentence(List.of("\u200b", "unreadable", "日")));
    return sentences;
  }

  private static void requireSame(WordTagger tagger) {
    OnnxCheck check = OnnxExport.of(tagger).sentences(sentences()).check();
    assertThat(check.sequences()).isEqualTo(32 + 6);
    assertThat(check.ties()).isZero();
    assertThat(check.largestDifference()).isLessThan(1e-5);
  }

  @Test
  void randomSentencesOfTheCheckHaveNumbers() throws IOException {
    TransformerVectors vectors = TransformerVectors.of(TestEncoder.in(folder));
    try (WordTagger tagger = tagger(definition(vectors).input(NumberInput.of("size", 2)))) {
      assertThat(OnnxExport.of(tagger).check().sequences()).isEqualTo(32);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGraphPredictsAsTheTagger(PiecePooling pooling) throws IOException {
    TransformerEncoder encoder = TestEncoder.in(folder).pooling(pooling);
    TransformerVectors vectors = TransformerVectors.of(encoder);
    List<UnaryOperator<TaggerDefinition>> forms =
        List.of(
            d -> d,
            d -> d.words(4).crf(),
            d -> d.characters(c -> c.size(3).lstm(4)),
            d -> d.characters(c -> c.size(3).cnn(4, 3)),
            d -> d.encoder(input -> Recurrent.lstm(input).hidden(6).projection(4).bidirectional()));
    for (UnaryOperator<TaggerDefinition> form : forms) {
      try (WordTagger tagger = tagger(form.apply(definition(vectors.projectedTo(5))))) {
        requireSame(tagger);
      }
    }
    TransformerVectors two =
        new TransformerVectors("token", encoder.layers(1, 3), OptionalInt.empty());
    try (WordTagger tagger = tagger(definition(two))) {
      requireSame(tagger);
    }
  }

  /** An encoder whose scales depend on its batch is checked, and must be run, one by one. */
  @Test
  void anEncoderOfEightBitsIsExported() throws IOException {
    TransformerEncoder encoder =
        TransformerEncoder.read(
            TestEncoder.file(folder, "encoder-int8.onnx"),
            TestEncoder.file(folder, "tokenizer.json"));
    try (WordTagger tagger = tagger(definition(TransformerVectors.of(encoder)))) {
      requireSame(tagger);
      assertThat(texts(OnnxExport.of(tagger).model())).containsEntry("input.token.max_batch", "1");
    }
  }

  /** The tagger's operators are those of the encoder's operator set. */
  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13, 15, 17, 18, 19, 20, 21})
  void operatorSetsHaveTheSamePredictions(int set) throws IOException {
    TransformerEncoder encoder = encoder(inOperatorSet(read(), set));
    TaggerDefinition definition = definition(TransformerVectors.of(encoder)).words(4);
    List<UnaryOperator<TaggerDefinition>> forms =
        List.of(
            d -> d.crf().characters(c -> c.size(3).cnn(4, 3)),
            d ->
                d.characters(c -> c.size(3).lstm(4))
                    .encoder(
                        input -> Recurrent.lstm(input).hidden(6).projection(4).bidirectional()),
            d -> d.encoder(input -> Recurrent.gru(input).hidden(6)));
    for (UnaryOperator<TaggerDefinition> form : forms) {
      try (WordTagger tagger = tagger(form.apply(definition))) {
        requireSame(tagger);
        assertThat(OnnxExport.of(tagger).model().getOpsetImport(0).getVersion()).isEqualTo(set);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 22})
  void otherOperatorSetsAreRefused(int set) throws IOException {
    ModelProto.Builder other = read().toBuilder();
    other.getOpsetImportBuilder(0).setVersion(set);
    TransformerEncoder encoder = encoder(other.build());
    try (WordTagger tagger = tagger(definition(TransformerVectors.of(encoder)))) {
      assertThatThrownBy(() -> OnnxExport.of(tagger))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "ONNX: expected an encoder of the operator sets 11 to 21, which have the operators of the tagger, got %d; export the encoder with another opset_version and train again, or run the tagger by this library",
              set);
    }
  }

  private ModelProto read() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(TestEncoder.file(folder, "encoder.onnx")));
  }

  private TransformerEncoder encoder(ModelProto model) throws IOException {
    Path file = Files.write(folder.resolve("other.onnx"), model.toByteArray());
    return TransformerEncoder.read(file, TestEncoder.file(folder, "tokenizer.json"));
  }

  /** Converts the encoder, of operator set 14. */
  private static ModelProto inOperatorSet(ModelProto model, int set) {
    ModelProto.Builder changed = model.toBuilder();
    changed.getOpsetImportBuilder(0).setVersion(set);
    Map<String, TensorProto> constants = new HashMap<>();
    for (NodeProto.Builder node : changed.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("Constant")) {
        constants.put(node.getOutput(0), node.getAttribute(0).getT());
      } else if (node.getOpType().equals("Unsqueeze") && set < 13) {
        LongBuffer axes =
            constants
                .get(node.getInput(1))
                .getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        AttributeProto.Builder attribute =
            AttributeProto.newBuilder().setName("axes").setType(AttributeProto.AttributeType.INTS);
        LongStream.generate(axes::get).limit(axes.remaining()).forEach(attribute::addInts);
        String value = node.getInput(0);
        node.clearInput().addInput(value).addAttribute(attribute);
      } else if (node.getOpType().equals("Reshape") && set < 14) {
        node.clearAttribute(); // allowzero of 0
      } else if (node.getOpType().equals("ReduceMean") && set >= 18) {
        List<AttributeProto> attributes = node.getAttributeList();
        node.clearAttribute();
        for (AttributeProto attribute : attributes) {
          if (attribute.getName().equals("axes")) {
            String name = node.getName() + ".axes";
            node.addInput(name);
            changed
                .getGraphBuilder()
                .addInitializerBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(attribute.getIntsCount())
                .addAllInt64Data(attribute.getIntsList());
          } else {
            node.addAttribute(attribute);
          }
        }
      }
    }
    return changed.build();
  }

  private static Map<String, String> texts(ModelProto model) {
    Map<String, String> texts = new HashMap<>();
    model.getMetadataPropsList().forEach(text -> texts.put(text.getKey(), text.getValue()));
    return texts;
  }

  /** The ids are those of the tokenizer's golden. */
  @Test
  void inputsAndMetadataAreAsDocumented() throws IOException {
    TransformerEncoder encoder = TestEncoder.in(folder);
    try (WordTagger tagger = tagger(definition(TransformerVectors.of(encoder)))) {
      ModelProto model = OnnxExport.of(tagger).model();
      assertThat(model.getGraph().getInputList())
          .extracting(ValueInfoProto::getName)
          .containsExactly(
              "input_ids", "attention_mask", "token_type_ids", "token.pieces", "lengths");
      assertThat(model.getGraph().getOutputList())
          .extracting(ValueInfoProto::getName)
          .containsExactly("labels", "probabilities", "scores");
      assertThat(texts(model))
          .containsEntry("inputs", "[\"token\"]")
          .containsEntry("input.token.reads", "pieces")
          .containsEntry("input.token.before", "[2]")
          .containsEntry("input.token.after", "[3]")
          .containsEntry("input.token.window", "12")
          .containsEntry(
              "input.token.tokenizer", Files.readString(TestEncoder.file(folder, "tokenizer.json")))
          .containsKeys("rule.pieces", "input.token.encoder")
          .doesNotContainKey("input.token.max_batch");
      Tagging expected = tagger.tag(List.of("the", "dogs", "reading"));
      long[] ids = {2, 47, 48, 36, 49, 50, 3};
      List<Integer> shape = List.of(1, ids.length);
      try (OnnxModel session = OnnxExport.load(model.toByteArray())) {
        Map<String, OnnxModel.Values> found =
            session.run(
                Map.of(
                    "input_ids", new OnnxModel.Values(ids, shape),
                    "attention_mask", new OnnxModel.Values(new long[] {1, 1, 1, 1, 1, 1, 1}, shape),
                    "token_type_ids", new OnnxModel.Values(new long[ids.length], shape),
                    "token.pieces", new OnnxModel.Values(new long[] {1, 2, 2}, List.of(1, 3)),
                    "lengths", new OnnxModel.Values(new long[] {3}, List.of(1))));
        for (int t = 0; t < expected.size(); t++) {
          int label = (int) ((long[]) found.get("labels").values())[t];
          assertThat(LABELS.get(label)).isEqualTo(expected.label(t));
          assertThat(((float[]) found.get("probabilities").values())[3 * t + label])
              .isCloseTo((float) expected.probability(t), within(1e-6f));
        }
      }
    }
  }

  @Test
  void sentencesThatTheEncoderCannotReadAtOnceAreRefused() throws IOException {
    TransformerEncoder encoder = TestEncoder.in(folder);
    try (WordTagger tagger = tagger(definition(TransformerVectors.of(encoder)))) {
      OnnxExport export = OnnxExport.of(tagger);
      List<Sentence> sentences = List.of(new Sentence(Collections.nCopies(11, "the")));
      assertThatThrownBy(() -> export.sentences(sentences))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "ONNX: expected sentences of at most 12 pieces, which the encoder in the graph reads at once, got one of 13: 'the the");
      assertThatThrownBy(() -> export.sequences(List.of()))
          .hasMessage(
              "ONNX: expected sentences to check a tagger with token vectors on, got feature sequences, which have no words; use sentences");
    }
  }

  @Test
  void whatCannotBeOneGraphIsRefused() throws IOException {
    TransformerVectors vectors = TransformerVectors.of(TestEncoder.in(folder));
    TaggerDefinition one = definition(vectors);
    TransformerVectors another =
        new TransformerVectors("more", vectors.encoder(), OptionalInt.empty());
    try (WordTagger tagger = tagger(one.input(another))) {
      assertThatThrownBy(() -> OnnxExport.of(tagger))
          .hasMessage(
              "ONNX: expected one input of token vectors, got [token, more], whose encoders may have tensors of the same names; run the tagger by this library");
    }
    TaggerSizes sizes = new TaggerSizes(List.of(1), List.of(LabelSet.of(LABELS)));
    try (SequenceTagger tagger =
        new SequenceTagger(
            one, sizes, ParameterValues.draw(one.parameters(sizes), TorchRandom.seeded(1)))) {
      assertThatThrownBy(() -> OnnxExport.of(tagger))
          .hasMessage(
              "ONNX: expected a tagger of words for the token vectors of the input token, got one over feature sequences, such as one with features of your own, whose words are not known; run it by this library");
    }
    ModelProto.Builder named = read().toBuilder();
    named.getGraphBuilder().getNodeBuilder(0).setName("labels");
    try (WordTagger tagger = tagger(definition(TransformerVectors.of(encoder(named.build()))))) {
      OnnxExport export = OnnxExport.of(tagger);
      assertThatThrownBy(export::model)
          .hasMessage(
              "ONNX: expected an encoder without a tensor 'labels', which the tagger's graph has; run the tagger by this library");
    }
    try (WordTagger tagger = tagger(one)) {
      Files.delete(folder.resolve("encoder.onnx"));
      assertThatThrownBy(() -> OnnxExport.of(tagger)).hasMessageContaining("encoder.onnx");
    }
  }
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.ONNXExportable;
import org.tribuo.classification.Label;
import org.tribuo.hash.ModHashCodeHasher;
import org.tribuo.sequence.HashingSequenceTrainer;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXRef;
import org.tributary.onnx.OnnxCheck;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;

/** Models exported to ONNX by Tribuo's interface. */
class ModelExportTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(List.of("the", "dog", "ate", "😀"), List.of("D", "N", "V", "N")),
          new TaggedSentence(List.of("dogs", "eat"), List.of("N", "V")));

  private static LstmTaggerModel wordModel;
  private static LstmTaggerModel featureModel;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    wordModel = trainWords();
    featureModel = Data.smallTrainer().build().train(Data.dataset(Data.random(20, 6, 3)));
  }

  @AfterAll
  static void close() {
    wordModel.close();
    featureModel.close();
  }

  private static LstmTaggerModel trainWords() {
    return Data.smallTrainer()
        .crf()
        .inputs(List.of(new EmbeddedFeatures("word", 6), CharacterFeatures.lstm(4)))
        .build()
        .train(
            new MutableSequenceDataset<>(
                new TokenListDataSource("words", SENTENCES, new WordFeatureExtractor())));
  }

  private static Map<String, String> metadata(ModelProto model) {
    return model.getMetadataPropsList().stream()
        .collect(
            Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
  }

  private static List<String> inputs(ModelProto model) {
    return model.getGraph().getInputList().stream().map(ValueInfoProto::getName).toList();
  }

  @Test
  void aModelOfWordsIsATaggerOfWordsWithItsProvenance() throws Exception {
    ModelProto exported = wordModel.exportONNXModel("org.example", 7);
    assertThat(exported.getDomain()).isEqualTo("org.example");
    assertThat(exported.getModelVersion()).isEqualTo(7);
    assertThat(exported.getDocString()).isEqualTo(wordModel.toString());
    assertThat(inputs(exported)).hasSize(3).contains("word.ids", "lengths");
    Map<String, String> texts = metadata(exported);
    assertThat(texts).containsEntry("input.word.reads", "word");
    assertThat(
            ONNXExportable.SERIALIZER.deserializeAndUnmarshal(
                texts.get(ONNXExportable.PROVENANCE_METADATA_FIELD)))
        .isEqualTo(wordModel.getProvenance());
    Path file = folder.resolve("model.onnx");
    wordModel.saveONNXModel("org.example", 7, file);
    assertThat(ModelProto.parseFrom(Files.readAllBytes(file)).getGraph())
        .isEqualTo(exported.getGraph());
  }

  @Test
  void aModelOfFeaturesReadsWeightsAndNamesItsFeatures() throws Exception {
    OnnxCheck check = featureModel.onnxExport().check();
    assertThat(check.largestDifference()).isLessThan(1e-5);
    ModelProto exported = featureModel.exportONNXModel("org.example", 1);
    String name = inputs(exported).get(0).replace(".ids", "");
    assertThat(inputs(exported)).containsExactly(name + ".ids", name + ".weights", "lengths");
    assertThat(entries(exported, name)).contains("f01").allMatch(f -> f.startsWith("f"));
    assertThat(metadata(exported))
        .containsEntry("input." + name + ".reads", "features")
        .containsKey(ONNXExportable.PROVENANCE_METADATA_FIELD);
  }

  @Test
  void charactersGroupsAndHashedNamesAreFeatures() throws Exception {
    SequenceDataset<Label> data = Data.dataset(Data.words(20, 6, 4));
    LstmTaggerTrainer trainer =
        Data.smallTrainer()
            .inputs(List.of(CharacterFeatures.cnn(5, 3), new EmbeddedFeatures("word", 6)))
            .build();
    try (LstmTaggerModel model = trainer.train(data)) {
      ModelProto exported = model.exportONNXModel("org.example", 1);
      assertThat(entries(exported, "word")).isNotEmpty().allMatch(f -> f.startsWith("word="));
      assertThat(model.onnxExport().check().largestDifference()).isLessThan(1e-5);
    }
    HashingSequenceTrainer<Label> hashing =
        new HashingSequenceTrainer<>(
            Data.smallTrainer().build(), new ModHashCodeHasher(100, "salt of the hash"));
    try (LstmTaggerModel model = (LstmTaggerModel) hashing.train(data)) {
      assertThat(model.onnxExport().check().largestDifference()).isLessThan(1e-5);
    }
  }

  private static List<String> entries(ModelProto model, String input) throws Exception {
    return Arrays.asList(
        new ObjectMapper()
            .readValue(metadata(model).get("input." + input + ".entries"), String[].class));
  }

  @Test
  void aGraphOfTribuosIsRefused() {
    ONNXRef<?> input = new ONNXContext().floatInput("given", 3);
    assertThatThrownBy(() -> wordModel.writeONNXGraph(input))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("use onnxExport or saveONNXModel");
  }
}

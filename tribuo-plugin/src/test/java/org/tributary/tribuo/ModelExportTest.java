package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ONNXExportable;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.hash.ModHashCodeHasher;
import org.tribuo.sequence.HashingSequenceTrainer;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXNode;
import org.tributary.onnx.OnnxCheck;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
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
  void wordsInAGraphOfTribuos() throws Exception {
    List<String> tokens = List.of("the", "cat", "ate");
    try (WordTagger tagger = wordModel.toWordTagger()) {
      int longest = 3;
      Vocabulary words = tagger.vocabularies().get(0);
      Vocabulary characters = tagger.vocabularies().get(1);
      float[] ids = new float[tokens.size()];
      float[] letters = new float[tokens.size() * longest];
      for (int t = 0; t < ids.length; t++) {
        ids[t] = words.index(tokens.get(t)).orElse(words.size());
        for (int k = 0; k < longest; k++) {
          String letter = tokens.get(t).substring(k, k + 1);
          letters[t * longest + k] = characters.index(letter).orElse(characters.size());
        }
      }
      String name = inputs(wordModel.exportONNXModel("a", 1)).get(1);
      List<Prediction<Label>> expected =
          wordModel.predict(TokenSequences.of(tokens, new WordFeatureExtractor()));
      compare(
          wordModel, expected, ids, Map.of(name, letters, "lengths", new float[] {tokens.size()}));
    }
  }

  @Test
  void featuresInAGraphOfTribuos() throws Exception {
    ModelProto exported = featureModel.exportONNXModel("a", 1);
    String name = inputs(exported).get(0).replace(".ids", "");
    List<String> entries = entries(exported, name);
    SequenceExample<Label> example = Data.random(20, 6, 3).get(5);
    int most = 3;
    List<Float> ids = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    for (Example<Label> step : example) {
      for (Feature feature : step) {
        ids.add((float) entries.indexOf(feature.getName()));
        weights.add((float) feature.getValue());
      }
      while (ids.size() % most > 0) {
        ids.add(0f);
        weights.add(0f);
      }
    }
    assertThat(ids).hasSize(example.size() * most).doesNotContain(-1f);
    compare(
        featureModel,
        featureModel.predict(example),
        floats(ids),
        Map.of(
            name + ".weights",
            floats(weights),
            "lengths",
            new float[] {example.size()},
            "steps",
            new float[] {example.size()}));
  }

  private static float[] floats(List<Float> values) {
    float[] all = new float[values.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = values.get(k);
    }
    return all;
  }

  /** Runs the model in a graph of Tribuo's whose output is the probabilities. */
  private static void compare(
      LstmTaggerModel model,
      List<Prediction<Label>> expected,
      float[] ids,
      Map<String, float[]> columns)
      throws Exception {
    ONNXContext context = new ONNXContext();
    int labels = model.getOutputIDInfo().size();
    ONNXNode probabilities = model.writeONNXGraph(context.floatInput("given", ids.length));
    probabilities.assignTo(context.floatOutput("out", labels));
    byte[] bytes = ONNXExportable.buildModel(context, "org.example", 1, model).toByteArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(bytes)) {
      Map<String, OnnxTensor> tensors = new HashMap<>();
      tensors.put("given", OnnxTensor.createTensor(environment, new float[][] {ids}));
      for (Map.Entry<String, float[]> column : columns.entrySet()) {
        float[][] rows = new float[column.getValue().length][1];
        for (int k = 0; k < rows.length; k++) {
          rows[k][0] = column.getValue()[k];
        }
        tensors.put(column.getKey(), OnnxTensor.createTensor(environment, rows));
      }
      assertThat(session.getInputNames()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
      try (OrtSession.Result result = session.run(tensors)) {
        float[][] found = (float[][]) result.get(0).getValue();
        assertThat(found.length).isEqualTo(expected.size());
        for (int t = 0; t < found.length; t++) {
          for (Label label : expected.get(t).getOutputScores().values()) {
            int id = model.getOutputIDInfo().getID(label);
            assertThat((double) found[t][id]).isCloseTo(label.getScore(), within(1e-5));
          }
        }
      } finally {
        tensors.values().forEach(OnnxTensor::close);
      }
    }
  }
}

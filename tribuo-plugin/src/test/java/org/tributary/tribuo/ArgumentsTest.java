package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tributary.testing.PublicCalls;

/** Every public method whose arguments must fit each other has a test, or a reason for none. */
class ArgumentsTest {
  private static final Map<String, Set<String>> COVERED =
      Map.of(
          "called with wrong arguments by MismatchedArgumentsTest",
          Set.of(
              "tribuo.LstmTaggerModel.scoreSubsequences(SequenceExample, List, List)",
              "tribuo.data.GazetteerFeatureExtractor.extract(List, int)",
              "tribuo.data.TokenSequences.step(List, int, TokenFeatureExtractor)",
              "tribuo.data.WordFeatureExtractor.extract(List, int)",
              "tribuo.data.WordFormFeatureExtractor.extract(List, int)",
              "tribuo.evaluation.ScoredExamples.of(KnownWords, List, List)",
              "tribuo.evaluation.ScoredExamples.of(SequenceModel, List, List)",
              "tribuo.evaluation.ScoredExamples.withKnownWords(ScoredText, KnownWords, List)"),
          "takes examples, sentences, bytes or a map of any number",
          Set.of(
              "tribuo.LstmTaggerModel.onnxExport(List)",
              "tribuo.LstmTaggerModel.predict(Iterable)",
              "tribuo.LstmTaggerModel.predict(SequenceDataset)",
              "tribuo.LstmTaggerModel.predict(SequenceExample)",
              "tribuo.LstmTaggerModel.tagAll(List)",
              "tribuo.LstmTaggerReader.read(TaggerSource, Set)",
              "tribuo.LstmTaggerReader.recognizes(byte[])",
              "tribuo.LstmTaggerTrainer.train(SequenceDataset)",
              "tribuo.LstmTaggerTrainer.train(SequenceDataset, Map)",
              "tribuo.LstmTaggerTrainer.train(SequenceDataset, Map, int)",
              "tribuo.TrainingRequest.dev(SequenceDataset)",
              "tribuo.TrainingRequest.provenance(Map)",
              "tribuo.TrainingRequest.raw(List, TokenFeatureExtractor)",
              "tribuo.data.TokenListDataSource.new(String, Iterable)",
              "tribuo.data.TokenListDataSource.new(String, Iterable, TokenFeatureExtractor)",
              "tribuo.data.TokenSequences.of(TaggedSentence, TokenFeatureExtractor)",
              "tribuo.evaluation.KnownWords.isKnown(Example)"),
          "takes settings that do not depend on each other's number",
          Set.of(
              "tribuo.LstmTaggerTrainerBuilder.auxiliaryTasks(List, double)",
              "tribuo.LstmTaggerTrainerBuilder.inputs(List)",
              "tribuo.config.TaggerHead.definition(Collection, List, Optional)",
              "tribuo.input.CharacterFeatures.cnn(int, int[])",
              "tribuo.input.TokenVectors.layers(int[])"),
          "returns a result of the library",
          Set.of(
              "tribuo.reproduction.RecoveredRun.new(LstmTaggerTrainer, SequenceDataset, Optional,"
                  + " Optional, OptionalInt)"));

  @Test
  void everyMethodIsCovered() {
    Set<String> covered = new HashSet<>();
    COVERED.values().forEach(covered::addAll);
    Set<String> missing = new TreeSet<>(PublicCalls.all("org.tributary.tribuo").keySet());
    missing.removeIf(name -> name.startsWith("tribuo.protos.")); // generated
    Set<String> absent = new TreeSet<>(covered);
    absent.removeAll(missing);
    missing.removeAll(covered);
    assertThat(missing).as("add a test, or a reason for none").isEmpty();
    assertThat(absent).as("covered, but absent").isEmpty();
  }
}

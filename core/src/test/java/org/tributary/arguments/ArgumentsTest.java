package org.tributary.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.testing.ArgumentCall;
import org.tributary.testing.PublicCalls;

/**
 * Calls every public constructor and method whose arguments must fit each other, with each argument
 * one too short, one too long, of another rank, out of range and null: the message names the
 * argument.
 */
class ArgumentsTest {
  /** Methods that are not called, by the reason. */
  private static final Map<String, Set<String>> EXEMPT =
      Map.ofEntries(
          Map.entry(
              "returns a result of the library",
              Set.of(
                  "evaluation.Calibration.new(double, List, List)",
                  "evaluation.Comparison.new(Estimate, double, long, List, List, long)",
                  "evaluation.SpanError.new(Kind, int, Optional, Optional)",
                  "evaluation.TextEvaluation$Spans.new(Estimate, Estimate, Estimate, LabelScore,"
                      + " List, List, Optional)",
                  "graph.tagger.HeadLoss.new(Operand, Gradients)",
                  "graph.Gradients.new(Object, Map, Map)",
                  "nn.PackedOutput.new(PackedSequence, RecurrentState)",
                  "nn.ModelTrainer$StepResult.new(float, double, Map)",
                  "nn.RecurrentPart$Result.new(Floats, Floats, CellState)",
                  "nn.ScanResult.new(Floats, List)",
                  "nn.RecurrentOutput.new(FloatTensor, RecurrentState, FloatTensor, Optional)",
                  "param.PartialValues.new(ParameterValues, List, List)",
                  "train.tagger.TaggerFitter$Trained.new(ParameterValues, List, boolean, Optional,"
                      + " TrainingOptions)")),
          Map.entry(
              "holds what its users check, which alone know the sizes",
              Set.of(
                  "graph.CellState.new(Map)",
                  "graph.CellState.of(Operand, Operand)",
                  "graph.CellState.with(String, Operand)",
                  "graph.tagger.InputContext.new(Ops, Variables, Function, SequenceLengths)",
                  "graph.tagger.HeadBatch.new(Operand, Operand, Operand, Operand, Operand, Operand,"
                      + " Operand, Optional)",
                  "graph.tagger.SoftTargets.new(Operand, Operand, Operand)",
                  "nn.RecurrentInput.from(RecurrentState)",
                  "nn.RecurrentInput.lengths(int[])",
                  "nn.RecurrentState.new(Map)",
                  "nn.RecurrentState.of(FloatTensor, FloatTensor)",
                  "nn.RecurrentState.with(String, FloatTensor)",
                  "graph.ParameterGradients$Rows.new(Operand, Operand)",
                  "graph.ParameterGradients.new(Map, Map)",
                  "param.ParameterSpec.within(String, List)",
                  "param.ParameterValues.of(Map)",
                  "sequence.PaddedBatch.new(FloatTensor, List)",
                  "train.optimizer.UpdateRule$Target.new(Operand, Map)")),
          Map.entry(
              "takes a list, a map or a tensor of any size",
              Set.of(
                  "evaluation.ScoredText$Sentence.confidence(Span)",
                  "evaluation.ScoredText.unseenLabels(Collection)",
                  "feature.EmbeddingInput.fittedTo(Set)",
                  "feature.Gazetteer.of(Map, Matching)",
                  "feature.GazetteerInput.fittedTo(Set)",
                  "feature.Input.fittedTo(Set)",
                  "feature.InputFile.locatedIn(List)",
                  "feature.InputInference.encodeAll(InputColumn, float[][], int)",
                  "feature.VectorInput.fittedTo(Set)",
                  "feature.CharacterColumn.new(List)",
                  "onnx.EncoderModel.pieces(List)",
                  "head.CrfHead.constraints(LabelSet)",
                  "head.Head.logitCount(LabelSet)",
                  "head.Head.parameters(LabelSet)",
                  "head.Head.require(LabelSet)",
                  "param.Safetensors.write(OutputStream, ParameterValues, Map, Function)",
                  "param.Safetensors.write(Path, ParameterValues, Map)",
                  "param.Safetensors.write(Path, ParameterValues, Map, Function)",
                  "param.SafetensorsFile.values(Set)",
                  "param.TensorShape.append(TensorShape)",
                  "param.TensorShape.isTransposed(TensorShape)",
                  "graph.Variables.add(Ops, ParameterSpec)",
                  "graph.tagger.Softmax.checked(Ops, Operand, int)",
                  "graph.Dropout.masked(Ops, Operand, Optional)",
                  "graph.tagger.InputContext.inSteps(Operand, int)",
                  "graph.tagger.InputProjection.forward(Ops, Operand, Map)",
                  "param.TensorType.holds(FloatTensor)",
                  "param.TensorType.rounded(FloatTensor)",
                  "feature.WordReader.sentenceIndices(List, ToIntFunction)",
                  "feature.WordReader.sentenceSymbols(List)",
                  "tagger.WordColumns.frequencies(List)",
                  "tagger.WordColumns.of(Inputs, List)",
                  "tagger.WordColumns.read(List)",
                  "tagger.WordColumns.withVocabularies(Inputs, List)",
                  "runtime.Feed.fetch(List, long, Function)",
                  "runtime.Feed.number(Operand, int)",
                  "runtime.Feed.number(Operand, long)",
                  "runtime.Feed.own(List)",
                  "runtime.Feed.run(List, long)",
                  "span.SpanCounter.add(List, List)",
                  "tagger.SoftLabels.sha256(List)",
                  "tagger.TaggerLoader.allow(Class[])",
                  "tagger.TaggerMetadata.new(String, Optional, Map, Map, Map)",
                  "tagger.TaggerMetadata.of(String, TaggerDefinition, TaggerSizes,"
                      + " ParameterValues)",
                  "tagger.TaggerMetadata.withProvenance(Map)",
                  "tagger.definition.DevScore.ofLabels(List, List)",
                  "tagger.definition.TaggerDefinition.vectors(WordVectors)",
                  "train.tagger.TaggerTrainer.checkLabels(String, Collection, List)",
                  "train.TrainingOptions.resolved(int, LabelSet)",
                  "train.EpochReport.new(int, double, OptionalDouble, boolean, long, double, Map)",
                  "nn.GraphTrainer.evaluate(Consumer, Operand)",
                  "train.optimizer.UpdateRule$Target.gather(Ops, Operand)",
                  "train.optimizer.UpdateRule$Target.gather(Ops, String, Operand)")),
          Map.entry(
              "is a check itself", Set.of("param.TensorShape.require(String, String, long[])")),
          Map.entry(
              "is an operation of a cell's step, which CellContractTest covers",
              Set.of(
                  "graph.CellWeights.fromHidden(Ops, Operand)",
                  "graph.CellWeights.fromInput(Ops, Operand)",
                  "graph.ScanCell.step(Ops, Operand, CellState, CellWeights)")),
          Map.entry(
              "takes what the input itself returns, with tests of its own: TransformerVectorsTest",
              Set.of(
                  "feature.Input.withFiles(List)",
                  "feature.WordReader.columns(List, ToIntFunction)",
                  "onnx.TokenVectorColumn.then(List)",
                  "onnx.TransformerEncoder.layers(int[])",
                  "onnx.TransformerVectors.require(TokenVectorColumn, int)",
                  "onnx.TransformerVectors.withFiles(List)")),
          Map.entry(
              "takes the parameters of a CharacterInput, whose names and shapes are checked",
              Set.of(
                  "feature.CharacterCnn.inference(FloatTensor, Function)",
                  "feature.CharacterEncoder.inference(FloatTensor, Function)",
                  "feature.CharacterLstm.inference(FloatTensor, Function)")),
          Map.entry(
              "has sentences whose tokens and labels TaggedSentence has checked",
              Set.of(
                  "train.tagger.TaggerTrainer.train(TaggerDefinition, List, List, TrainingOptions,"
                      + " Checkpoints, TrainingListener)",
                  "train.tagger.TaggerTrainer.train(TaggerDefinition, List, List, TrainingOptions,"
                      + " TrainingListener)",
                  "train.tagger.TaggerTrainer.train(TaggerDefinition, List, TrainingOptions)",
                  "train.tagger.TaggerTrainer.train(WordTagger, TaggerDefinition, List, List,"
                      + " TrainingOptions, Checkpoints, TrainingListener)",
                  "train.tagger.TaggerTrainer.train(WordTagger, TaggerDefinition, List, List,"
                      + " TrainingOptions, TrainingListener)")),
          Map.entry(
              "takes values of a model's definition, or its examples, with tests of their own:"
                  + " ModelErrorsTest",
              Set.of(
                  "nn.Attention.forward(Floats, Floats)",
                  "nn.Attention.forward(Floats, Floats, Floats)",
                  "nn.Attention.weights(Floats, Floats)",
                  "nn.CrfPart.loss(Floats, Ints)",
                  "nn.CrossEntropy.classWeights(float[])",
                  "nn.EmbeddingPart.forward(Ints)",
                  "nn.Floats.concat(Floats[])",
                  "nn.Floats.dividedBy(Floats)",
                  "nn.Floats.linear(Floats)",
                  "nn.Floats.matmul(Floats)",
                  "nn.Floats.matmulTransposed(Floats)",
                  "nn.Floats.maximum(Floats)",
                  "nn.Floats.minimum(Floats)",
                  "nn.Floats.minus(Floats)",
                  "nn.Floats.plus(Floats)",
                  "nn.Floats.repeatedAlong(Floats)",
                  "nn.Floats.reshape(int[])",
                  "nn.Floats.times(Floats)",
                  "nn.Floats.weightedOverTime(Floats)",
                  "nn.Floats.where(Operand, Floats)",
                  "nn.Floats.with(Operand)",
                  "nn.Model.classify(List)",
                  "nn.Model.classify(String, List)",
                  "nn.Model.evaluate(List)",
                  "nn.Model.evaluate(List, Fit)",
                  "nn.Model.fit(List, Fit)",
                  "nn.Model.fit(List, List, Fit)",
                  "nn.Model.gradients(List)",
                  "nn.Model.predict(List)",
                  "nn.Model.predict(String, List)",
                  "nn.Model.set(ParameterValues)",
                  "nn.ModelStepper.step(List)",
                  "nn.ModelTrainer.set(ParameterValues)",
                  "nn.ModelTrainer.step(List, double, String[])",
                  "nn.Network.accuracy(String, Floats, Ints)",
                  "nn.Network.binaryCrossEntropy(Floats, Floats)",
                  "nn.Network.binaryCrossEntropy(Floats, Floats, Floats)",
                  "nn.Network.crossEntropy(Floats, Ints)",
                  "nn.Network.crossEntropy(Floats, Ints, CrossEntropy)",
                  "nn.Network.ctc(Floats, Ints)",
                  "nn.Network.huber(Floats, Floats, double)",
                  "nn.Network.huber(Floats, Floats, double, Floats)",
                  "nn.Network.mae(Floats, Floats)",
                  "nn.Network.mae(Floats, Floats, Floats)",
                  "nn.Network.metric(String, Floats, Floats, DoubleUnaryOperator)",
                  "nn.Network.mse(Floats, Floats)",
                  "nn.Network.mse(Floats, Floats, Floats)",
                  "nn.Network.output(Floats)",
                  "nn.Network.output(String, Floats)",
                  "nn.Network.output(String, Floats, CrfPart)",
                  "nn.Network.parameter(String, TensorShape, Initializer)",
                  "nn.Network.perplexity(String, Floats, Ints)",
                  "nn.Network.rmse(String, Floats, Floats)",
                  "nn.Network.rmse(String, Floats, Floats, Floats)",
                  "nn.Network.scan(Floats, StepFormula, List)",
                  "nn.Network.scan(Floats, StepFormula, int[])",
                  "nn.Network.value(Operand)",
                  "nn.RecurrentPart.forward(Floats)",
                  "nn.RecurrentPart.forward(Floats, CellState)")),
          Map.entry(
              "checks what a decoder returns: HeadContractTest",
              Set.of("head.DecodedSequence.of(HeadDecoder, float[], int, int)")),
          Map.entry(
              "differentiates a graph, with tests of its own: LossGradientsTest",
              Set.of(
                  "graph.LossGradients.to(Variables)",
                  "graph.tagger.HeadLoss.differentiated(Ops, Operand, Operand)",
                  "graph.tagger.HeadLoss.differentiated(Ops, Operand, Operand, Map)",
                  "graph.Forward.differentiated(Ops, Operand, Map)",
                  "graph.Forward.differentiated(Ops, Operand, Operand, Map)",
                  "graph.Forward.backward(Operand)",
                  "graph.RecurrentForward.backward(Operand)",
                  "graph.RecurrentForward.backward(OutputGradients)")));

  private static final List<ArgumentCall> CALLS =
      Stream.of(
              ParamCalls.all(),
              SequenceCalls.all(),
              ModuleCalls.all(),
              SpanCalls.all(),
              EvaluationCalls.all(),
              SearchCalls.all(),
              FeatureCalls.all(),
              HeadCalls.all(),
              DefinitionCalls.all(),
              TaggerCalls.all(),
              CellCalls.all(),
              LayerCalls.all(),
              GraphSequenceCalls.all(),
              GraphHeadCalls.all(),
              TrainCalls.all(),
              InferenceCalls.all())
          .flatMap(List::stream)
          .toList();

  static List<ArgumentCall> calls() {
    return CALLS;
  }

  @AfterAll
  static void close() {
    ModuleCalls.close();
    TaggerCalls.close();
    TrainCalls.close();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void everyWrongArgumentIsNamed(ArgumentCall call) {
    assertThat(call.problems()).as(call.toString()).isEmpty();
  }

  @Test
  void everyMethodIsCalledOrExempt() {
    Set<String> called = CALLS.stream().map(PublicCalls::name).collect(Collectors.toSet());
    Set<String> exempt = new HashSet<>();
    EXEMPT.values().forEach(exempt::addAll);
    Set<String> all = PublicCalls.all("org.tributary").keySet();
    Set<String> missing = new TreeSet<>(all);
    missing.removeAll(called);
    missing.removeAll(exempt);
    assertThat(missing).as("add a call, or an exemption with its reason").isEmpty();
    Set<String> absent = new TreeSet<>(exempt);
    absent.removeAll(all);
    assertThat(absent).as("exempt, but absent").isEmpty();
    exempt.retainAll(called);
    assertThat(exempt).as("exempt, but called").isEmpty();
  }
}

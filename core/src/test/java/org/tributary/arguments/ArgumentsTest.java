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
      Map.of(
          "returns a result of the library",
          Set.of(
              "cell.StepGradient$Gradients.new(Operand, Operand, CellState)",
              "cell.StepGradient$Step.new(Operand, Operand, CellState, CellState)",
              "head.HeadLoss.new(Operand, Gradients)",
              "kernel.Gradients.new(Object, Map, Map)",
              "layer.SkipGradients.new(Optional, Operand, Map)",
              "module.PackedOutput.new(PackedSequence, RecurrentState)",
              "module.RecurrentOutput.new(FloatTensor, RecurrentState, FloatTensor, Optional)",
              "param.PartialValues.new(ParameterValues, List, List)",
              "tagger.sequence.TaggerFitter$Trained.new(ParameterValues, List, boolean, Optional, TrainingOptions)"),
          "holds what its users check, which alone know the sizes",
          Set.of(
              "cell.CellState.new(Map)",
              "cell.CellState.of(Operand, Operand)",
              "cell.CellState.with(String, Operand)",
              "cell.CellWeights$Biases.new(Operand, Operand)",
              "cell.CellWeights.new(Operand, Operand, Optional, Optional)",
              "cell.CellWeights.new(Operand, Operand, Optional, Optional, Optional)",
              "cell.CellWeights.withHiddenMask(Optional)",
              "feature.InputContext.new(Ops, Variables, Function, SequenceLengths)",
              "head.HeadBatch.withLogits(Operand)",
              "head.HeadBatch.new(Operand, Operand, Operand, Operand, Operand, Operand, Operand, Optional)",
              "head.SoftTargets.new(Operand, Operand, Operand)",
              "module.RecurrentInput.from(RecurrentState)",
              "module.RecurrentInput.lengths(int[])",
              "module.RecurrentState.new(Map)",
              "module.RecurrentState.of(FloatTensor, FloatTensor)",
              "module.RecurrentState.with(String, FloatTensor)",
              "param.ParameterGradients$Rows.new(Operand, Operand)",
              "param.ParameterGradients.new(Map, Map)",
              "param.ParameterSpec.within(String, List)",
              "param.ParameterValues.of(Map)",
              "sequence.PaddedBatch.new(FloatTensor, List)",
              "train.optimizer.UpdateRule$Target.new(Operand, Map)"),
          "takes a list, a map or a tensor of any size",
          Set.of(
              "feature.EmbeddingInput.fittedTo(Set)",
              "feature.Gazetteer.of(Map, Matching)",
              "feature.Input.fittedTo(Set)",
              "feature.InputFile.locatedIn(List)",
              "feature.VectorInput.fittedTo(Set)",
              "feature.character.CharacterColumn.new(List)",
              "head.Head.logitCount(LabelSet)",
              "head.Head.parameters(LabelSet)",
              "head.Head.require(LabelSet)",
              "layer.Dropout$Off.lockedMask(Operand, double)",
              "layer.Dropout$Off.mask(Operand, double)",
              "param.Safetensors.write(Path, ParameterValues, Map)",
              "param.Safetensors.write(Path, ParameterValues, Map, Function)",
              "param.Safetensors.write(Path, ParameterValues, Map, TensorType)",
              "param.SafetensorsFile.values(Set)",
              "param.TensorType.holds(FloatTensor)",
              "param.TensorType.rounded(FloatTensor)",
              "random.TorchRandom.restore(RandomState)",
              "runtime.Feed.fetch(List, long, Function)",
              "runtime.Feed.number(Operand, int)",
              "runtime.Feed.number(Operand, long)",
              "runtime.Feed.own(List)",
              "runtime.Feed.run(List, long)",
              "span.SpanCounter.add(List, List)",
              "span.SpanProbability$Term.new(int, List, int)",
              "tagger.SoftLabels.sha256(List)",
              "tagger.TaggerLoader.allow(Class[])",
              "tagger.TaggerMetadata.new(String, Optional, Map, Map, Map)",
              "tagger.TaggerMetadata.of(String, TaggerDefinition, TaggerSizes, ParameterValues)",
              "tagger.TaggerMetadata.withProvenance(Map)",
              "tagger.definition.DevScore.ofLabels(List, List)",
              "tagger.definition.TaggerDefinition.vectors(WordVectors)",
              "tagger.definition.TrainingOptions.resolved(int, LabelSet)",
              "train.GraphTrainer.evaluate(Consumer, Operand)",
              "train.optimizer.UpdateRule$Target.gather(Ops, Operand)",
              "train.optimizer.UpdateRule$Target.gather(Ops, String, Operand)"),
          "is an operation of a cell's step, which CellContractTest covers",
          Set.of(
              "cell.CellWeights.fromHidden(Ops, Operand)",
              "cell.CellWeights.fromInput(Ops, Operand)"),
          "takes what the input itself returns, with tests of its own: TransformerVectorsTest",
          Set.of(
              "feature.Input.withFiles(List)",
              "feature.WordReader.columns(List, ToIntFunction)",
              "feature.transformer.TokenVectorColumn.then(List)",
              "feature.transformer.TransformerEncoder.layers(int[])",
              "feature.transformer.TransformerVectors.require(TokenVectorColumn, int)",
              "feature.transformer.TransformerVectors.withFiles(List)"),
          "takes the parameters of a CharacterInput, whose names and shapes are checked",
          Set.of(
              "feature.character.CharacterCnn.inference(FloatTensor, Function)",
              "feature.character.CharacterEncoder.inference(FloatTensor, Function)",
              "feature.character.CharacterLstm.inference(FloatTensor, Function)"),
          "takes checked calls",
          Set.of("kernel.Kernel.require(KernelCall)", "kernel.Kernel.slowerThanOthers(KernelCall)"),
          "has sentences whose tokens and labels TaggedSentence has checked",
          Set.of(
              "tagger.WordTagger.train(TaggerDefinition, List, List, TrainingOptions, Checkpoints, TrainingListener)",
              "tagger.WordTagger.train(TaggerDefinition, List, List, TrainingOptions, TrainingListener)",
              "tagger.WordTagger.train(TaggerDefinition, List, TrainingOptions)",
              "tagger.WordTagger.train(WordTagger, TaggerDefinition, List, List, TrainingOptions, Checkpoints, TrainingListener)",
              "tagger.WordTagger.train(WordTagger, TaggerDefinition, List, List, TrainingOptions, TrainingListener)"),
          "differentiates a graph, with tests of its own: LossGradientsTest",
          Set.of(
              "train.gradient.LossGradients.to(Variables)",
              "head.HeadLoss.differentiated(Ops, Operand, Operand)",
              "head.HeadLoss.differentiated(Ops, Operand, Operand, Map)",
              "kernel.Forward.differentiated(Ops, Operand, Map)",
              "layer.RecurrentForward.backward(Operand)",
              "layer.RecurrentForward.backward(OutputGradients)"));

  private static final List<ArgumentCall> CALLS =
      Stream.of(
              ParamCalls.all(),
              SequenceCalls.all(),
              ModuleCalls.all(),
              SpanCalls.all(),
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

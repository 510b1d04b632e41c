package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.head.LabelSet;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/** Exported layers answer in ONNX Runtime as the module does. */
class LayerExportTest {
  @TempDir Path folder;

  static List<Recurrent> layers() {
    return List.of(
        Recurrent.rnn(5).hidden(4),
        Recurrent.rnn(5).hidden(4).nonlinearity(Nonlinearity.RELU).bidirectional().layers(2),
        Recurrent.gru(5).hidden(4).bidirectional().layers(3).residual().batchFirst(),
        Recurrent.gru(5).hidden(4).withoutBias().layers(2).highway(),
        Recurrent.lstm(5).hidden(4).bidirectional().layers(2).highway(),
        Recurrent.lstm(5).hidden(4).withoutBias().batchFirst(),
        Recurrent.lstm(5).hidden(4).projection(3).bidirectional().layers(2).residual(),
        Recurrent.lstm(5).hidden(4).projection(2).withoutBias().layers(2).batchFirst());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void outputsAndFinalStatesAreThoseOfTheModule(Recurrent layers) throws Exception {
    Path file = folder.resolve("layers.onnx");
    OnnxCheck check = OnnxExport.of(layers, parameters(layers, 1)).write(file).orElseThrow();
    assertThat(check.largestDifference()).isLessThan(1e-6);
    assertThat(check.sequences()).isEqualTo(3);
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void weightsOfCellsWithoutOperatorHaveTheNamesOfTorch() {
    Recurrent highway = Recurrent.gru(5).hidden(4).layers(2).highway();
    assertThat(weightNames(OnnxExport.of(highway, parameters(highway, 1))))
        .contains("highway_weight_l1", "highway_bias_l1");
    TaggerDefinition projected =
        Tagger.define()
            .words(3)
            .encoder(size -> Recurrent.lstm(size).hidden(4).projection(2).bidirectional())
            .withoutAuxiliaryTasks();
    TaggerSizes sizes = new TaggerSizes(List.of(5), List.of(LabelSet.ofSize(2)));
    TaggerDefinition resolved = projected.resolved(sizes);
    ParameterValues drawn = ParameterValues.draw(resolved.parameters(sizes), TorchRandom.seeded(1));
    try (SequenceTagger tagger = new SequenceTagger(resolved, sizes, drawn)) {
      assertThat(weightNames(OnnxExport.of(tagger)))
          .contains("lstm.weight_ih_l0", "lstm.weight_ih_l0_reverse", "lstm.bias_l0");
    }
  }

  private static List<String> weightNames(OnnxExport export) {
    return export.model().getGraph().getInitializerList().stream()
        .map(TensorProto::getName)
        .toList();
  }

  /** Larger weights than initial ones. */
  private static ParameterValues parameters(Recurrent layers, long seed) {
    ParameterValues drawn = ParameterValues.draw(layers.parameters(), TorchRandom.seeded(seed));
    ParameterValues.Builder scaled = ParameterValues.builder();
    for (String name : drawn.names()) {
      float[] values = drawn.values(name);
      for (int k = 0; k < values.length; k++) {
        values[k] *= 1.5f;
      }
      scaled.add(name, drawn.shape(name), values);
    }
    return scaled.build();
  }

  @Test
  void differingModelIsRefusedAndLeavesNoFile() throws Exception {
    Recurrent layers = Recurrent.gru(5).hidden(4);
    ExportedLayers exported = new ExportedLayers(layers, parameters(layers, 1));
    ExportedLayers other = new ExportedLayers(layers, parameters(layers, 2));
    OnnxExport.Exportable wrong =
        new OnnxExport.Exportable() {
          @Override
          public GraphProto graph() {
            return other.graph();
          }

          @Override
          public Map<String, String> texts() {
            return exported.texts();
          }

          @Override
          public long weightCount() {
            return exported.weightCount();
          }

          @Override
          public OnnxCheck check(OnnxModel session) {
            return exported.check(session);
          }
        };
    Path file = folder.resolve("wrong.onnx");
    OnnxExport export = new OnnxExport(wrong, true, Map.of());
    assertThatThrownBy(() -> export.write(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("ONNX: expected the exported model to predict ")
        .hasMessageContaining(" at element 0 of output, got ")
        .hasMessageContaining("nothing is written");
    assertThat(folder).isEmptyDirectory();
    assertThat(export.withoutCheck().write(file)).isEmpty();
    assertThat(file).isNotEmptyFile();
  }
}

package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.WordForms;

/**
 * A generator of a stored OLCUT configuration and the settings that it means, run once per release
 * and by no test. The files of a published release are never regenerated.
 */
final class StoredConfiguration {
  private StoredConfiguration() {}

  /** Writes {@code NAME.xml} and {@code NAME.txt} for {@code args[0]}, the path of NAME. */
  public static void main(String[] args) throws IOException {
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .inputs(
                List.of(
                    new WordForms(7),
                    new EmbeddedFeatures("pos", 3),
                    CharacterFeatures.cnn(30, 3, 4).size(12),
                    new PretrainedVectors(
                        new WordVectorFile(Path.of("/vectors.txt")),
                        VectorInput.Keep.ALL,
                        Trainability.TRAINABLE)))
            .epochs(3)
            .batchSize(4)
            .batchWords(90)
            .patience(8)
            .embeddingSize(5)
            .embeddingStandardDeviation(0.75)
            .cell(TaggerCell.GRU)
            .hiddenSize(6)
            .layers(2)
            .connection(TaggerSkipConnection.HIGHWAY)
            .forwardOnly()
            .dropout(0.125)
            .lockedDropout(0.375)
            .recurrentDropout(0.0625)
            .wordDropout(0.03125)
            .auxiliaryTasks(List.of("xpos"), 0.25)
            .maxAuxiliaryLabels(33)
            .loggingInterval(9)
            .optimizer(new SgdOptimizer(0.5, 0, true, 0.25))
            .learningRateSchedule(LearningRateSchedule.PLATEAU)
            .plateau(0.625, 6, 0.015625)
            .warmUp(0.1875)
            .averageLastEpochs(0.5)
            .crf(TagScheme.BIOES)
            .constrainTraining()
            .learningRate(0.25)
            .finalLearningRate(0.0625)
            .devMeasure(DevMeasure.SPAN_F1)
            .withoutOutsideBiasTuning()
            .gradientClip(0)
            .unknownRate(0.75)
            .batchOrder(BatchOrder.AS_GIVEN)
            .preset(Preset.FAST)
            .tablePrecision(TensorType.F16)
            .seed(77)
            .build();
    try (ConfigurationManager manager = new ConfigurationManager()) {
      manager.importConfigurable(trainer, "tagger");
      manager.save(Path.of(args[0] + ".xml").toFile());
    }
    Files.write(Path.of(args[0] + ".txt"), settings(Path.of(args[0] + ".xml")));
  }

  /** Returns a line {@code name=value} for each setting that the configuration in a file means. */
  static List<String> settings(Path file) throws IOException {
    try (ConfigurationManager manager = new ConfigurationManager(file.toString())) {
      LstmTaggerTrainer trainer = (LstmTaggerTrainer) manager.lookup("tagger");
      List<String> lines = new ArrayList<>();
      add(lines, "tagger", trainer.getProvenance());
      return lines;
    }
  }

  private static void add(List<String> lines, String name, Provenance value) {
    if (value instanceof ConfiguredObjectProvenance component) {
      lines.add(name + "=" + component.getClassName());
      new TreeMap<>(component.getConfiguredParameters())
          .forEach((key, each) -> add(lines, name + "." + key, each));
    } else if (value instanceof ListProvenance<?> list) {
      for (int k = 0; k < list.getList().size(); k++) {
        add(lines, name + "." + k, list.getList().get(k));
      }
    } else {
      lines.add(name + "=" + value);
    }
  }
}

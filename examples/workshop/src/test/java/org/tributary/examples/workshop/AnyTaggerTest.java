package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.input.EmbeddedFeatures;

/**
 * Tests that Tributary's tagger in a comparison trains on auxiliary columns as the train command
 * does.
 */
class AnyTaggerTest {
  private static final TokenFeatureExtractor EXTRACTOR = new WordFormFeatureExtractor();

  @TempDir private Path folder;

  @Test
  void auxiliaryColumnsAffectTraining() throws IOException {
    double expectedLoss = loss(builder().build());
    assertThat(loss(builder().auxiliaryTasks(List.of(), 1).build())).isNotEqualTo(expectedLoss);
    List<Double> losses = new ArrayList<>();
    LabelledFile file = file();
    try (AnyTagger trained =
        AnyTagger.trained(builder().build(), file, file, listener(losses), EXTRACTOR)) {
      assertThat(trained.tag(List.of(List.of("a", "dog")))).hasSize(1);
    }
    assertThat(losses).containsExactly(expectedLoss);
  }

  private double loss(LstmTaggerTrainer trainer) throws IOException {
    List<Double> losses = new ArrayList<>();
    LabelledFile file = file();
    trainer
        .train(
            TrainingRequest.on(file.sentences()).dev(file.sentences()).listener(listener(losses)))
        .close();
    return losses.get(0);
  }

  private static TrainingListener listener(List<Double> losses) {
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochReport report) {
        losses.add(report.meanLoss());
      }
    };
  }

  private static LstmTaggerTrainerBuilder builder() {
    return LstmTaggerTrainer.builder()
        .inputs(List.of(new EmbeddedFeatures("word", 4)))
        .epochs(1)
        .hiddenSize(4)
        .seed(1);
  }

  /** Returns a file with two UPOS and three XPOS tags. */
  private LabelledFile file() throws IOException {
    Path path = folder.resolve("two.conllu");
    Files.writeString(
        path,
        """
        1\ta\t_\tDET\tDT\t_\t2\tdet\t_\t_
        2\tdog\t_\tNOUN\tNN\t_\t0\troot\t_\t_

        1\tthe\t_\tDET\tDT\t_\t2\tdet\t_\t_
        2\tdogs\t_\tNOUN\tNNS\t_\t0\troot\t_\t_

        """);
    return LabelledFile.read(
        path,
        new LabelledFile.Columns(LabelledFile.Format.CONLLU, new LabelColumnChoice("upos"), 1),
        EXTRACTOR);
  }
}

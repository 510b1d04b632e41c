package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Format;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.input.TokenVectors;

class TrainingTest {
  private static final Path FILES = Path.of("../../core/src/test/resources/org/tributary/onnx");

  @TempDir private Path folder;

  /** A stop while the sentences of the second training are encoded does not undo the first. */
  @Test
  void modelOfAnEarlierRunCountsAsSaved() throws IOException {
    Path data = Files.writeString(folder.resolve("data"), "a X\nb Y\n\nc X\n");
    Console console =
        Console.of(
            InputStream.nullInputStream(),
            new ByteArrayOutputStream(),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    Columns columns = new Columns(Format.COLUMNS, new LabelColumnChoice("2"), 1);
    AtomicBoolean stop = new AtomicBoolean();
    Training training =
        new Training(
            new TrainingFiles.Choice(columns, 0, 1)
                .read(data, Optional.of(data), new WordFeatureExtractor()),
            console,
            () -> false,
            model -> stop.set(true));
    SentenceProgress progress = new SentenceProgress(console, stop::get, "encode", "encoded");
    assertThat(training.hasSavedModel()).isFalse();
    training.score(trainer(1, progress), "", Optional.empty());
    assertThatThrownBy(() -> training.score(trainer(2, progress), "", Optional.empty()))
        .isInstanceOf(StoppedTraining.class);
    assertThat(training.hasSavedModel()).isTrue();
  }

  private LstmTaggerTrainer trainer(int layer, SentenceProgress progress) {
    return LstmTaggerTrainer.builder()
        .epochs(1)
        .layers(1)
        .hiddenSize(3)
        .inputs(
            List.of(
                new TokenVectors(FILES.resolve("encoder.onnx"), FILES.resolve("tokenizer.json"))
                    .layers(layer)
                    .projectedTo(0)
                    .cachedIn(folder.resolve("cache"), 1 << 20, progress::report)))
        .build();
  }
}

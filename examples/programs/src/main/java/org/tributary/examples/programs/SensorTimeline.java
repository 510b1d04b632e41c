package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.Tally;
import org.tributary.examples.chart.Picture;
import org.tributary.examples.sensor.Recording;
import org.tributary.examples.sensor.RecordingSplits;
import org.tributary.examples.sensor.SensorGenerator;
import org.tributary.feature.NumberInput;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A program that labels sensor readings over time and draws the labels as a timeline. */
@Command(
    name = "sensors",
    description =
        "Sensor readings labelled over time by a bidirectional LSTM. Picture: a timeline.")
public final class SensorTimeline implements Callable<Integer> {
  private static final String INPUT = "sensor";

  @Mixin private RecordingOptions recordings;
  @Mixin private ProgramOptions options;

  @Override
  public Integer call() throws IOException {
    RecordingSplits data = recordings.read(() -> SensorGenerator.activities(120, 1));
    requireLabels(data.train());
    int channels = data.train().get(0).channels();
    TaggerDefinition definition =
        Tagger.define()
            .input(NumberInput.of(INPUT, channels))
            .encoder(input -> Recurrent.lstm(input).hidden(48).bidirectional())
            .lockedDropout(0.1);
    TrainingOptions training =
        TrainingOptions.defaults().epochs(recordings.epochs()).batchSize(4).learningRate(0.01);

    try (WordTagger tagger =
        TaggerTrainer.train(
            definition,
            sentences(data.train()),
            sentences(data.dev()),
            training,
            new EpochLines())) {
      List<TaggedSentence> test = sentences(data.test());
      List<Tagging> predicted =
          tagger.tagSentences(test.stream().map(TaggedSentence::sentence).toList());
      Tally tally = ScoredText.of(test, predicted).tally();
      System.out.printf("most frequent label %.2f %% of the test steps%n", 100 * majority(test));
      System.out.printf(
          "LSTM %.2f %% of the test steps%n", 100.0 * tally.correct() / tally.total());

      Recording longest = Collections.max(data.test(), Comparator.comparingInt(Recording::steps));
      Tagging shown = predicted.get(data.test().indexOf(longest));
      Path picture = options.file("sensors.png");
      Picture.timeline(
          picture, longest.name(), longest.labels(), shown.labels(), shown.probabilities());
      System.out.println("picture " + picture);
    }
    return 0;
  }

  /** Refuses numbers to predict: nearly every step would have a label of its own. */
  private static void requireLabels(List<Recording> recordings) {
    List<String> labels = recordings.stream().flatMap(r -> r.labels().stream()).toList();
    long distinct = labels.stream().distinct().count();
    if (distinct > 20 && distinct > labels.size() / 2) {
      throw new IllegalArgumentException(
          "expected labels that repeat, got %d different ones for %d steps; for numbers, run the program regression"
              .formatted(distinct, labels.size()));
    }
  }

  private static List<TaggedSentence> sentences(List<Recording> recordings) {
    return recordings.stream().map(recording -> recording.sentence(INPUT)).toList();
  }

  /** Returns the share of the most frequent label. */
  private static double majority(List<TaggedSentence> sentences) {
    List<String> labels = sentences.stream().flatMap(s -> s.labels().stream()).toList();
    return labels.stream()
            .collect(Collectors.groupingBy(label -> label, Collectors.counting()))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .max()
            .orElseThrow()
        / (double) labels.size();
  }
}

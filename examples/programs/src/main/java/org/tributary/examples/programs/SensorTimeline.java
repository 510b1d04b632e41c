package org.tributary.examples.programs;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.Tally;
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

/** A program that labels sensor readings over time. */
@Command(
    name = "sensors",
    description = "Sensor readings labelled over time by a bidirectional LSTM.")
public final class SensorTimeline implements Callable<Integer> {
  private static final String INPUT = "sensor";

  @Mixin private RecordingOptions recordings;

  @Override
  public Integer call() {
    RecordingSplits data = RecordingSplits.of(SensorGenerator.activities(120, 1));
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
    }
    return 0;
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

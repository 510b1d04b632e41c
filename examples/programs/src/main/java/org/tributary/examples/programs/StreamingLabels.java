package org.tributary.examples.programs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.chart.Picture;
import org.tributary.examples.sensor.Recording;
import org.tributary.examples.sensor.RecordingSplits;
import org.tributary.examples.sensor.SensorGenerator;
import org.tributary.feature.NumberInput;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.nn.RecurrentModule;
import org.tributary.nn.Stepper;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A program that labels readings one by one as they arrive; a stepper keeps the state. */
@Command(
    name = "streaming",
    description = "Labels of readings as they arrive, by a stepper. Picture: a timeline.")
public final class StreamingLabels implements Callable<Integer> {
  private static final String INPUT = "sensor";
  private static final int HIDDEN = 48;

  /** The labels of a stream so far, with their probabilities. */
  private record Streamed(List<String> labels, List<Double> confidence) {}

  @Mixin private RecordingOptions recordings;
  @Mixin private ProgramOptions options;

  @Override
  public Integer call() throws IOException {
    RecordingSplits data = RecordingSplits.of(SensorGenerator.activities(120, 1));
    int channels = data.train().get(0).channels();
    Recurrent encoder = Recurrent.lstm(channels).hidden(HIDDEN); // forward: a stream has no end
    TaggerDefinition definition =
        Tagger.define().input(NumberInput.of(INPUT, channels)).encoder(encoder).lockedDropout(0.1);
    try (WordTagger tagger =
            TaggerTrainer.train(
                definition,
                data.train().stream().map(recording -> recording.sentence(INPUT)).toList(),
                data.dev().stream().map(recording -> recording.sentence(INPUT)).toList(),
                TrainingOptions.defaults()
                    .epochs(recordings.epochs())
                    .batchSize(4)
                    .learningRate(0.01),
                new EpochLines());
        RecurrentModule module =
            RecurrentModule.of(encoder, tagger.parameters().part(definition.encoderName()))) {
      int steps = 0;
      int equal = 0;
      int correct = 0;
      for (Recording recording : data.test()) {
        Streamed streamed = stream(recording, module.stepper(), tagger);
        Tagging whole = tagger.tagSentences(List.of(recording.sentence(INPUT).sentence())).get(0);
        for (int t = 0; t < recording.steps(); t++) {
          boolean same =
              whole.label(t).equals(streamed.labels().get(t))
                  && Math.abs(whole.probability(t) - streamed.confidence().get(t)) < 1e-4;
          equal += same ? 1 : 0;
          correct += streamed.labels().get(t).equals(recording.labels().get(t)) ? 1 : 0;
        }
        steps += recording.steps();
        if (steps == recording.steps()) { // the first
          Picture.timeline(
              options.file("streaming.png"),
              recording.name() + ", streamed",
              recording.labels(),
              streamed.labels(),
              streamed.confidence());
        }
      }
      System.out.printf("%.2f %% of the test steps%n", 100.0 * correct / steps);
      System.out.printf("%d of %d steps equal the whole sequence at once%n", equal, steps);
      System.out.println("picture " + options.file("streaming.png"));
      return equal == steps ? 0 : 1;
    }
  }

  /** Labels the readings of a recording one by one and prints each change of the label. */
  private static Streamed stream(Recording recording, Stepper stepper, WordTagger tagger) {
    ParameterValues output = tagger.parameters().part("hidden2tag");
    Linear linear = new Linear(HIDDEN, tagger.labels().size());
    Streamed streamed = new Streamed(new ArrayList<>(), new ArrayList<>());
    for (int t = 0; t < recording.steps(); t++) {
      FloatTensor reading = recording.values().at(t); // [C]; in your program, as it arrives
      FloatTensor logits = linear.forward(stepper.step(reading), output); // [K]
      String label = tagger.labels().get(logits.argMax());
      double confidence = greatestProbability(logits);
      if (t == 0 || !label.equals(streamed.labels().get(t - 1))) {
        System.out.printf("%s, step %d: %s (%.2f)%n", recording.name(), t + 1, label, confidence);
      }
      streamed.labels().add(label);
      streamed.confidence().add(confidence);
    }
    return streamed;
  }

  /** Returns the greatest softmax probability. */
  private static double greatestProbability(FloatTensor logits) {
    double greatest = logits.get(logits.argMax());
    double sum = 0;
    for (float logit : logits.values()) {
      sum += Math.exp(logit - greatest);
    }
    return 1 / sum;
  }
}

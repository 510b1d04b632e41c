package org.tributary.tribuo.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.param.TensorType;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.SamplePipeline;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;

/**
 * A generator of a stored model and its predictions, run once per release and by no test. The files
 * of a published release are never regenerated.
 */
final class StoredTagger {
  private static final WordFormFeatureExtractor EXTRACTOR = new WordFormFeatureExtractor(1, 1);

  /** Sentences with known words, unknown words and an unseen character. */
  static final List<List<String>> SENTENCES =
      List.of(
          List.of("Ann", "saw", "Rome"),
          List.of("the", "dog", "ran"),
          List.of("Bob", "ran", "the", "saw", "dög"),
          List.of("?"));

  private StoredTagger() {}

  /** Writes {@code NAME.tribuo} and {@code NAME.txt} for {@code args[0]}, the path of NAME. */
  public static void main(String[] args) throws IOException {
    MutableSequenceDataset<Label> data =
        new MutableSequenceDataset<>(
            new TokenListDataSource(
                "sentences of the stored model",
                List.of(
                    sentence("Ann/N saw/V Rome/N"),
                    sentence("the/D dog/N ran/V"),
                    sentence("the/D saw/N ran/V"),
                    sentence("Ann/N ran/V")),
                EXTRACTOR));
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .inputs(
                List.of(
                    new EmbeddedFeatures("word", 4),
                    new EmbeddedFeatures("suffix1", 2),
                    CharacterFeatures.lstm(3),
                    new PretrainedVectors(
                        new SamplePipeline.Fixed(), Keep.ALL, Trainability.FROZEN)))
            .embeddingSize(3)
            .tablePrecision(TensorType.F16)
            .crf()
            .hiddenSize(3)
            .batchSize(2)
            .epochs(12)
            .layers(1)
            .dropout(0.1)
            .lockedDropout(0)
            .averageDecay(0)
            .learningRateSchedule(LearningRateSchedule.LINEAR)
            .learningRate(0.05)
            .build();
    try (LstmTaggerModel model =
        trainer.train(TrainingRequest.on(data).dev(data).listener(TrainingListener.silent()))) {
      model.save(Path.of(args[0] + ".tribuo"));
      Files.write(Path.of(args[0] + ".txt"), predictions(model));
    }
  }

  private static TaggedSentence sentence(String text) {
    List<String> steps = List.of(text.split(" ", -1));
    return new TaggedSentence(
        steps.stream().map(s -> s.substring(0, s.indexOf('/'))).toList(),
        steps.stream().map(s -> s.substring(s.indexOf('/') + 1)).toList());
  }

  /** Returns a line per word: word, label, and the labels' probabilities in alphabetical order. */
  static List<String> predictions(LstmTaggerModel model) {
    return SENTENCES.stream().flatMap(words -> lines(model, words).stream()).toList();
  }

  private static List<String> lines(LstmTaggerModel model, List<String> words) {
    List<Prediction<Label>> steps = model.predict(example(words));
    return IntStream.range(0, words.size())
        .mapToObj(k -> line(words.get(k), steps.get(k)))
        .toList();
  }

  private static SequenceExample<Label> example(List<String> words) {
    List<String> labels = words.stream().map(w -> "N").toList();
    return new TokenListDataSource(
            "one sentence", List.of(new TaggedSentence(words, labels)), EXTRACTOR)
        .iterator()
        .next();
  }

  private static String line(String word, Prediction<Label> step) {
    StringBuilder line = new StringBuilder(word).append('\t').append(step.getOutput().getLabel());
    Map<String, Label> scores = new TreeMap<>(step.getOutputScores());
    scores.values().forEach(score -> line.append('\t').append(score.getScore()));
    return line.toString();
  }
}

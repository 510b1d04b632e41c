package org.tributary.examples.bench.tagger;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenSequences;

/** The main class of a child JVM that times a saved tagger until its second prediction. */
final class FirstPrediction {

  private FirstPrediction() {}

  /**
   * Prints four durations in nanoseconds: JVM start until main, loading of the model and of
   * TensorFlow's native libraries, first prediction, second prediction.
   *
   * @param arguments the model file, then the words of a sentence
   */
  public static void main(String[] arguments) throws IOException {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    long beforeMain = System.currentTimeMillis() - started;
    Locale.setDefault(Locale.ROOT); // as the command line does
    long begin = System.nanoTime();
    try (LstmTaggerModel model = LstmTaggerModel.load(Path.of(arguments[0]))) {
      List<String> words = List.of(arguments).subList(1, arguments.length);
      SequenceExample<Label> sentence = TokenSequences.of(words, model.extractor());
      long loaded = System.nanoTime();
      model.predict(sentence);
      long first = System.nanoTime();
      model.predict(sentence);
      long second = System.nanoTime();
      System.out.println(
          "%d %d %d %d"
              .formatted(1_000_000 * beforeMain, loaded - begin, first - loaded, second - first));
    }
  }
}

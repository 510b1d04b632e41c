package org.tributary.examples.workshop;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.examples.workshop.LayerCase.LayerShape;
import org.tributary.examples.workshop.LayerCase.LengthDistribution;
import org.tributary.examples.workshop.LayerCase.Mode;
import org.tributary.nn.RecurrentInput;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.config.TaggerCell;

/** The resident memory of a JVM with a fixed heap, from Linux's {@code /proc}. */
public final class Memory {
  private Memory() {}

  /** Returns the options of a JVM with a resident heap: further growth is native memory. */
  static List<String> fixedHeap(long bytes) {
    return List.of("-Xms" + bytes, "-Xmx" + bytes, "-XX:+AlwaysPreTouch");
  }

  /** Returns an entry of this process's memory in bytes, such as {@code VmRSS:}, the resident. */
  static long of(String entry) throws IOException {
    // not Files.lines: an interrupted thread cannot read from its channel
    try (var status = new FileReader("/proc/self/status", StandardCharsets.UTF_8);
        var lines = new BufferedReader(status)) {
      return 1024
          * lines
              .lines()
              .filter(line -> line.startsWith(entry))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow();
    }
  }

  /** Makes {@code VmHWM:} the current resident memory. */
  static void resetPeak() throws IOException {
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
  }

  /** The native memory of a layer. */
  public static final class Layer {
    private Layer() {}

    /**
     * Prints the peak native memory, in bytes, of a {@link RecurrentModule}'s forward pass on
     * sequences of uneven lengths.
     *
     * @param arguments a cell and a shape
     */
    public static void main(String[] arguments) throws IOException {
      TaggerCell cell = TaggerCell.valueOf(arguments[0]);
      LayerShape shape = LayerShape.parse(arguments[1]);
      LayerShape small = new LayerShape(2, shape.rows(), shape.input(), shape.hidden());
      RecurrentInput warmUp = input(cell, small);
      RecurrentInput input = input(cell, shape);
      try (RecurrentModule module =
          RecurrentModule.of(layer(cell, shape).definition(), TorchRandom.seeded(1))) {
        module.forward(warmUp);
        long before = Memory.of("VmRSS:");
        resetPeak();
        for (int k = 0; k < 3; k++) {
          module.forward(input);
        }
        System.out.println(Math.max(0, Memory.of("VmHWM:") - before));
      }
    }

    private static LayerCase layer(TaggerCell cell, LayerShape shape) {
      return new LayerCase(cell, shape, LengthDistribution.TRIANGULAR, Mode.INFERENCE);
    }

    private static RecurrentInput input(TaggerCell cell, LayerShape shape) {
      TensorShape values = TensorShape.of(shape.steps(), shape.rows(), shape.input());
      float[] numbers = TorchRandom.seeded(2).normal(Math.toIntExact(values.size()));
      return RecurrentInput.of(FloatTensor.of(values, numbers))
          .lengths(layer(cell, shape).rowLengths());
    }
  }

  /** The memory that one long sentence takes and leaves. */
  public static final class LongSentence {
    private LongSentence() {}

    /**
     * Tags a sentence in a JVM with a fixed heap and prints the resident memory before, at the peak
     * and some seconds later, in MB.
     *
     * @param arguments a model, a text, the words of the sentence, the seconds
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
      List<List<String>> sentences = SentenceReader.words(Path.of(arguments[1]));
      try (Tagger tagger = Tagger.load(Path.of(arguments[0]))) {
        sentences.stream().limit(100).forEach(tagger::tag); // warm-up
        List<String> sentence =
            Stream.generate(() -> sentences)
                .flatMap(text -> text.stream().flatMap(List::stream))
                .limit(Long.parseLong(arguments[2]))
                .toList();
        long before = Memory.of("VmRSS:");
        resetPeak();
        tagger.tag(sentence);
        long peak = Memory.of("VmHWM:");
        TimeUnit.SECONDS.sleep(Long.parseLong(arguments[3]));
        long after = Memory.of("VmRSS:");
        System.out.printf(
            "memory: a sentence of %d words: resident %d MB before, %d MB more at the peak, %d MB more %s s later%n",
            sentence.size(),
            before >> 20,
            (peak - before) >> 20,
            (after - before) >> 20,
            arguments[3]);
      }
    }
  }
}

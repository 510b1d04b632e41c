package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.testing.ChildProcess;
import org.tributary.train.TrainingOptions;

/** Tests that training without TensorFlow names what is missing and the artifact that has it. */
class MissingTensorFlowTest {

  @Test
  void missingClassesAreReported() throws Exception {
    for (String[] missing :
        new String[][] {
          {"tensorflow-core-api-.*", "org.tensorflow.Operand"},
          {"javacpp-[0-9].*", "org.bytedeco.javacpp.Loader"}
        }) {
      assertThat(messages(missing[0]))
          .containsOnly(
              "TensorFlow: expected its classes on the class path, found no %s; Maven and Gradle add them with org.tributary:tributary-core, a class path by hand needs all that it depends on, a module path --add-modules tensorflow"
                  .formatted(missing[1]));
    }
  }

  @Test
  void missingNativesAreReported() throws Exception {
    assertThat(messages("tensorflow-core-native-.*-\\w+-\\w+\\.jar"))
        .containsOnly(
            "TensorFlow's natives: expected those for %1$s on the class path, found none; add org.tensorflow:tensorflow-core-native with the classifier %1$s, or org.tensorflow:tensorflow-core-platform for all platforms, in the version of tensorflow-core-api"
                .formatted(Loader.getPlatform()));
  }

  /** Returns the messages of a process whose class path lacks some files. */
  private static List<String> messages(String files) throws Exception {
    Pattern missing = Pattern.compile(files);
    String all = System.getProperty("java.class.path");
    String classPath =
        Arrays.stream(all.split(File.pathSeparator))
            .filter(file -> !missing.matcher(Path.of(file).getFileName().toString()).matches())
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).hasSizeLessThan(all.length());
    Process process =
        ChildProcess.builder(classPath, List.of(), Training.class)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(output.lines()).hasSize(2);
    return output.lines().toList();
  }

  /** Trains a tagger, and tries again. */
  static final class Training {
    private Training() {}

    public static void main(String[] arguments) {
      message(Training::tagger);
      message(Training::tagger);
    }

    private static void message(Runnable training) {
      try {
        training.run();
        System.out.println("trained");
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      } catch (LinkageError e) {
        System.out.println(e);
      }
    }

    private static void tagger() {
      TaggerTrainer.train(
              Tagger.define().words(4),
              List.of(new TaggedSentence(List.of("Hello", "world"), List.of("UH", "NN"))),
              TrainingOptions.defaults().epochs(1))
          .close();
    }
  }
}

package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtSession;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordReader;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/** The programs of {@code examples/onnx}, which have ONNX Runtime alone. */
class OnnxProgramsTest {
  private static final Path PROGRAMS = Path.of("..", "examples", "onnx");

  private static final List<String> WORDS =
      List.of("Ada", "McQueen's", "said", "\"no\"", "in", "C:\\new", "2020-21", "ÉCOLE", "😀😀a");

  @TempDir Path folder;

  /** Returns a tagger with every input that is made of words. */
  private static WordTagger tagger() {
    TaggerDefinition definition =
        Tagger.define()
            .words(5)
            .lowercase(4)
            .features("prefix2", 3)
            .features("suffix3", 3)
            .features("shape", 3)
            .input(
                new VectorInput(
                    "vector",
                    4,
                    VectorInput.Keep.ALL,
                    Trainability.FROZEN,
                    0,
                    OptionalInt.of(3),
                    Optional.empty()))
            .characters(c -> c.size(4).lstm(5))
            .embeddingStandardDeviation(1)
            .encoder(size -> Recurrent.lstm(size).hidden(9).bidirectional())
            .withoutAuxiliaryTasks()
            .crf(TagScheme.BIO);
    List<Vocabulary> vocabularies = new ArrayList<>();
    List<Integer> entries = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      WordReader<?> reader = input.wordReader().orElseThrow();
      List<String> symbols = new ArrayList<>();
      if (input instanceof EmbeddingInput || !input.name().equals("vector")) {
        WORDS.forEach(word -> symbols.addAll(reader.symbols(word)));
      } else {
        symbols.addAll(List.of("ada", "said", "in", "0000-00", "Q0", "0th"));
      }
      vocabularies.add(new Vocabulary(symbols));
      entries.add(vocabularies.get(vocabularies.size() - 1).size() + 1);
    }
    Vocabulary labels = new Vocabulary(List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC"));
    TaggerSizes sizes = new TaggerSizes(entries, List.of(LabelSet.of(labels.symbols())));
    ParameterValues parameters =
        ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(3));
    return WordTagger.of(definition, vocabularies, labels, parameters, Map.of());
  }

  private static List<List<String>> sentences() {
    return List.of(
        WORDS,
        List.of("unknown"),
        List.of("i", "saidX", "Mc" + "long-".repeat(20) + "word", "éco-2", "ǅ", "٣"),
        List.of("1999-00", "٢٠٢٠-٢١", "Q3", "4TH", "4th", "q3"),
        Collections.nCopies(2_000, "said"), // more than ONNX Runtime reads on a usual stack
        List.of("said", "x".repeat(5_000)));
  }

  @Test
  void theJavaProgramTagsAsTheTagger() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path runtime =
        Path.of(OrtSession.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path classes = folder.resolve("classes"); // compiled once, not at each start
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-cp",
                runtime.toString(),
                PROGRAMS.resolve("OnnxTag.java").toString());
    assertThat(compiled).isZero();
    List<String> launcher =
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-Dstdout.encoding=UTF-8",
            "-Dfile.encoding=UTF-8",
            "-cp");
    List<String> source = new ArrayList<>(launcher); // as in the program's comment
    source.addAll(List.of(runtime.toString(), PROGRAMS.resolve("OnnxTag.java").toString()));
    compare(source, sentences().subList(0, 1));
    List<String> compiledOnce = new ArrayList<>(launcher);
    compiledOnce.addAll(List.of(runtime + File.pathSeparator + classes, "OnnxTag"));
    compare(compiledOnce, sentences());
  }

  @Test
  void thePythonProgramTagsAsTheTagger() throws Exception {
    Optional<String> python =
        List.of("python3", "/usr/bin/python3").stream()
            .filter(OnnxProgramsTest::hasRuntime)
            .findFirst();
    assumeTrue(
        python.isPresent(),
        "SKIPPED: no python3 with onnxruntime; install it: apt-get install python3-onnxruntime");
    List<String> program = List.of(python.get(), PROGRAMS.resolve("onnx_tag.py").toString());
    compare(program, sentences());
    TransformerEncoder encoder = TestEncoder.in(folder);
    try (WordTagger contextual =
        TokenVectorExportTest.tagger(
            TokenVectorExportTest.definition(TransformerVectors.of(encoder)).words(4))) {
      compare(
          program,
          contextual,
          List.of(
              List.of("the", "dogs", "reading"),
              List.of("Thé", "\u200b", "unreadable"),
              List.of("日本dog", "U.S.", "zzzz"),
              List.of("x".repeat(150), "read-ing")));
      List<String> tooLong = new ArrayList<>(program);
      tooLong.add(folder.resolve("tagger.onnx").toString());
      tooLong.addAll(Collections.nCopies(11, "the"));
      assertThat(start(tooLong).waitFor()).as("exit code of a sentence of 13 pieces").isEqualTo(1);
    }
  }

  private static boolean hasRuntime(String python) {
    try {
      return start(List.of(python, "-c", "import numpy, onnxruntime")).waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(Map.of("PYTHONUTF8", "1", "LC_ALL", "C.UTF-8"));
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private void compare(List<String> program, List<List<String>> sentences) throws Exception {
    try (WordTagger tagger = tagger()) {
      compare(program, tagger, sentences);
    }
  }

  private void compare(List<String> program, WordTagger tagger, List<List<String>> sentences)
      throws Exception {
    Path file = folder.resolve("tagger.onnx");
    OnnxExport.of(tagger).write(file);
    List<String> empty = new ArrayList<>(program);
    empty.addAll(List.of(file.toString(), "Ada", ""));
    assertThat(start(empty).waitFor()).as("exit code for an empty word").isEqualTo(1);
    for (List<String> words : sentences) {
      List<String> command = new ArrayList<>(program);
      command.add(file.toString());
      command.addAll(words);
      Process process = start(command);
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("exit code for %d words", words.size()).isZero();
      Tagging expected = tagger.tag(words);
      List<String> lines = printed.lines().toList();
      assertThat(lines).hasSameSizeAs(words);
      for (int t = 0; t < words.size(); t++) {
        String[] columns = lines.get(t).split("\t", -1);
        assertThat(columns[0]).isEqualTo(words.get(t));
        assertThat(columns[1]).isEqualTo(expected.label(t));
        assertThat(Double.parseDouble(columns[2]))
            .isCloseTo(expected.probability(t), within(6e-5)); // it is rounded to 1e-4
      }
    }
  }
}

package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.text.ColumnLayout;
import org.tributary.text.ColumnReader;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/**
 * Taggers of real corpora answer in ONNX Runtime as in this library, on all development sentences.
 * The number of training sentences is the property {@code tributary.onnx.sentences}.
 *
 * <p>The system property {@code tributary.data} names the folder of the corpora; the default is a
 * folder beside the repository.
 */
class CorporaExportTest {
  private static final int SENTENCES = Integer.getInteger("tributary.onnx.sentences", 600);

  private static Path corpus(String name) {
    Path file = Path.of(System.getProperty("tributary.data", "../../shared/data"), name);
    assumeTrue(
        Files.exists(file), () -> "SKIPPED: no corpus at " + file + "; set -Dtributary.data");
    return file;
  }

  @Test
  void partsOfSpeechOfEwt(TestReporter reporter) throws IOException {
    List<TaggedSentence> train =
        ConlluReader.read(corpus("ud-english-ewt/en_ewt-ud-train.conllu"), ConlluColumn.UPOS);
    List<TaggedSentence> dev =
        ConlluReader.read(corpus("ud-english-ewt/en_ewt-ud-dev.conllu"), ConlluColumn.UPOS);
    TaggerDefinition definition =
        Tagger.define()
            .wordForms()
            .characters(c -> c.lstm(25))
            .encoder(size -> Recurrent.lstm(size).hidden(100).bidirectional().layers(2).highway())
            .withoutAuxiliaryTasks();
    OnnxCheck check = check(definition, train, dev, reporter);
    assertThat(check.steps()).isGreaterThan(25_000);
  }

  @Test
  void entitiesOfWnut(TestReporter reporter) throws IOException {
    ColumnLayout layout = ColumnLayout.of(1, 2);
    List<TaggedSentence> train = ColumnReader.read(corpus("wnut17/wnut17train.conll"), layout);
    List<TaggedSentence> dev = ColumnReader.read(corpus("wnut17/emerging.dev.conll"), layout);
    TaggerDefinition definition =
        Tagger.define()
            .wordForms()
            .characters(c -> c.cnn(30, 3))
            .encoder(size -> Recurrent.gru(size).hidden(100).bidirectional())
            .withoutAuxiliaryTasks()
            .crf(TagScheme.BIO);
    OnnxCheck check = check(definition, train, dev, reporter);
    assertThat(check.steps()).isGreaterThan(15_000);
  }

  private static OnnxCheck check(
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TestReporter reporter) {
    try (WordTagger tagger =
        TaggerTrainer.train(
            definition,
            train.subList(0, Math.min(SENTENCES, train.size())),
            TrainingOptions.defaults().epochs(2))) {
      List<Sentence> sentences = dev.stream().map(s -> new Sentence(s.tokens())).toList();
      OnnxCheck check = OnnxExport.of(tagger).sentences(sentences).check();
      reporter.publishEntry(Map.of("check", check.toString()));
      assertThat(check.sequences()).isEqualTo(dev.size() + 32);
      assertThat(check.largestDifference()).isBetween(1e-9, OnnxCheck.TOLERANCE);
      return check;
    }
  }
}

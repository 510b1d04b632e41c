package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import org.tributary.tribuo.fixture.EqualTaggers;
import org.tributary.tribuo.fixture.LogRecords;
import org.tributary.tribuo.fixture.RandomSentences;

/**
 * Core's word tagger and Tribuo's with their defaults, trained on the same CoNLL-U file: equal to
 * the bit, auxiliary tasks included.
 */
class EqualDefaultTaggersTest {
  @TempDir private Path folder;

  @Test
  void defaultsOnConlluFilesAreEqual() throws IOException {
    Path train = file("train.conllu", 16, 5);
    Path dev = file("dev.conllu", 9, 6);
    EqualTaggers.requireEqual(
        ConlluReader.read(train, ConlluColumn.UPOS),
        ConlluReader.read(dev, ConlluColumn.UPOS),
        Tagger.define(),
        TrainingOptions.defaults().epochs(2),
        LstmTaggerTrainer.builder().epochs(2).loggingInterval(0).build(),
        data(train),
        data(dev));
  }

  /** Tables of 16 bits. */
  @Test
  void fastTaggersAreEqual() throws IOException {
    Path train = file("train.conllu", 14, 8);
    Path dev = file("dev.conllu", 9, 9);
    EqualTaggers.requireEqual(
        ConlluReader.read(train, ConlluColumn.UPOS),
        ConlluReader.read(dev, ConlluColumn.UPOS),
        Tagger.define(Preset.FAST),
        TrainingOptions.defaults().epochs(2),
        LstmTaggerTrainer.builder().preset(Preset.FAST).epochs(2).loggingInterval(0).build(),
        data(train),
        data(dev));
  }

  @Test
  void auxiliaryTasksOfTheColumnsChangeTheEncoder() throws IOException {
    List<TaggedSentence> train = ConlluReader.read(file("few.conllu", 6, 7), ConlluColumn.UPOS);
    TaggerDefinition tasks =
        Tagger.define().words(4).encoder(input -> Recurrent.lstm(input).hidden(4));
    TrainingOptions options = TrainingOptions.defaults().epochs(1);
    try (LogRecords log = LogRecords.of(WordTagger.class);
        WordTagger with = TaggerTrainer.train(tasks, train, options);
        WordTagger without = TaggerTrainer.train(tasks.withoutAuxiliaryTasks(), train, options)) {
      assertThat(log.messages())
          .singleElement()
          .asString()
          .matches(
              "INFO auxiliary tasks: conllu.xpos \\(\\d+ labels\\), conllu.feats \\(2 labels\\), conllu.deprel \\(3 labels\\), conllu.head \\(\\d+ labels\\)");
      assertThat(with.parameters().names()).isEqualTo(without.parameters().names());
      assertThat(with.parameters().values("lstm.weight_hh_l0"))
          .isNotEqualTo(without.parameters().values("lstm.weight_hh_l0"));
    }
  }

  private static SequenceDataset<Label> data(Path file) throws IOException {
    return new MutableSequenceDataset<>(
        new ConlluDataSource(file, ConlluColumn.UPOS, EqualTaggers.EXTRACTOR));
  }

  /** Writes random sentences; some words lack a language-specific tag, features or a relation. */
  private Path file(String name, int sentences, long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    List<String> parts = List.of("NOUN", "VERB", "DET", "PUNCT", "ADJ", "_");
    for (TaggedSentence sentence : RandomSentences.sentences(sentences, seed, parts)) {
      int words = sentence.tokens().size();
      for (int k = 0; k < words; k++) {
        String upos = sentence.labels().get(k);
        text.append(
            "%d\t%s\t_\t%s\t%s\t%s\t%d\t%s\t_\t_%n"
                .formatted(
                    k + 1,
                    sentence.tokens().get(k),
                    upos,
                    random.nextInt(5) == 0 ? "_" : upos.charAt(0) + "" + random.nextInt(2),
                    List.of("_", "Number=Sing", "Number=Plur").get(random.nextInt(3)),
                    random.nextInt(words + 1),
                    List.of("nsubj", "obj", "root", "_").get(random.nextInt(4))));
      }
      text.append("\n");
    }
    return Files.writeString(folder.resolve(name), text);
  }
}

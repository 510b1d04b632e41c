package org.tributary.tagger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/**
 * A generator of a stored tagger and its predictions, run once per release and by no test. The
 * files of a published release are never regenerated.
 */
final class StoredWordTagger {

  /** Sentences with known words, unknown words and an unseen character. */
  static final List<List<String>> SENTENCES =
      List.of(
          List.of("Ann", "saw", "Rome"),
          List.of("New", "York", "saw", "Ann"),
          List.of("Bob", "RAN", "from", "Röme"),
          List.of("?"));

  private StoredWordTagger() {}

  /** Writes {@code NAME.tributary} and {@code NAME.txt} for {@code args[0]}, the path of NAME. */
  public static void main(String[] args) throws IOException {
    List<TaggedSentence> data =
        List.of(
            sentence("Ann/B-PER saw/O Rome/B-LOC"),
            sentence("Ann/B-PER ran/O from/O New/B-LOC York/I-LOC"),
            sentence("Rome/B-LOC saw/O Bob/B-PER"));
    TaggerDefinition definition =
        Tagger.define()
            .words(4)
            .lowercase(2)
            .characters(c -> c.size(3).cnn(3, 2))
            .encoder(input -> Recurrent.gru(input).hidden(3).layers(2).bidirectional().residual())
            .crf(TagScheme.BIO);
    Path file = Path.of(args[0] + ".tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(
            definition, data, TrainingOptions.defaults().epochs(300).batchSize(2))) {
      tagger.save(file);
    }
    Files.write(Path.of(args[0] + ".txt"), predictions(file));
  }

  private static TaggedSentence sentence(String text) {
    List<String> steps = List.of(text.split(" ", -1));
    return new TaggedSentence(
        steps.stream().map(s -> s.substring(0, s.indexOf('/'))).toList(),
        steps.stream().map(s -> s.substring(s.indexOf('/') + 1)).toList());
  }

  /** Returns a line per word: word, label, and each label with its probability, by label. */
  static List<String> predictions(Path file) throws IOException {
    WordTaggerFile stored = WordTaggerFile.read(TaggerSource.of(file));
    WordColumns words =
        WordColumns.withVocabularies(stored.definition().inputs(), stored.vocabularies());
    List<String> labels = stored.labels().symbols();
    TaggerSizes sizes = new TaggerSizes(words.vocabularySizes(), List.of(LabelSet.of(labels)));
    List<String> lines = new ArrayList<>();
    try (SequenceTagger tagger =
        new SequenceTagger(stored.definition(), sizes, stored.parameters())) {
      for (List<String> sentence : SENTENCES) {
        DecodedSequence decoded = tagger.decode(words.read(List.of(new Sentence(sentence)))).get(0);
        for (int step = 0; step < sentence.size(); step++) {
          lines.add(line(sentence.get(step), step, decoded, labels));
        }
      }
    }
    return lines;
  }

  private static String line(String word, int step, DecodedSequence decoded, List<String> labels) {
    StringBuilder line =
        new StringBuilder(word).append('\t').append(labels.get(decoded.label(step)));
    IntStream.range(0, labels.size())
        .mapToObj(
            k -> "\t%s\t%s".formatted(labels.get(k), decoded.distributions().probability(step, k)))
        .sorted()
        .forEach(line::append);
    return line.toString();
  }
}

package org.tributary.examples.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** A small tagger of person and place names. */
final class NamesModel {
  private NamesModel() {}

  /** Trains the tagger and writes its file. */
  static void write(Path file) throws IOException {
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(
                List.of("Ada", "Lovelace", "met", "Bob", "."),
                List.of("B-PER", "I-PER", "O", "B-PER", "O")),
            new TaggedSentence(
                List.of("He", "left", "Rome", "!"), List.of("O", "O", "B-LOC", "O")));
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define()
                .words(8)
                .encoder(input -> Recurrent.lstm(input).hidden(8).bidirectional())
                .lockedDropout(0)
                .crf(TagScheme.BIO),
            sentences,
            TrainingOptions.defaults().epochs(60).learningRate(0.02).unknownRate(0))) {
      tagger.save(file);
    }
  }
}

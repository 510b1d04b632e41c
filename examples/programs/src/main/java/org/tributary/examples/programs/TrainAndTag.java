package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;
import picocli.CommandLine.Command;

/**
 * An example that trains a tagger on two sentences, saves and loads it, and tags a third sentence.
 */
@Command(
    name = "train-and-tag",
    description = "A tagger trained on two sentences, saved, loaded and used.")
public final class TrainAndTag implements Callable<Integer> {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(
              List.of("The", "dog", "ate", "the", "apple"), List.of("DET", "NN", "V", "DET", "NN")),
          new TaggedSentence(
              List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));

  @Override
  public Integer call() throws IOException {
    TaggerDefinition definition =
        Tagger.define()
            .words(16)
            .encoder(input -> Recurrent.lstm(input).hidden(16).bidirectional());
    Path file = Files.createTempFile("my", ".tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(definition, SENTENCES, TrainingOptions.defaults())) {
      tagger.save(file);
    }
    try (WordTagger tagger = WordTagger.load(file)) {
      System.out.println(tagger.tag(List.of("Everybody", "ate", "the", "book")).labels());
    } finally {
      Files.delete(file);
    }
    return 0;
  }
}

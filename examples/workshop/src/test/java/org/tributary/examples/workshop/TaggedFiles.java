package org.tributary.examples.workshop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Small files of labelled sentences in a folder.
 *
 * @param train 60 sentences of four words in CoNLL-U format
 * @param dev the same with one word that {@code train} lacks
 * @param spans 40 sentences in columns, with span labels
 */
record TaggedFiles(String train, String dev, String spans) {
  /** Writes the files. */
  static TaggedFiles write(Path folder) throws IOException {
    String[][] words = {{"the", "a"}, {"dog", "cat", "cup"}, {"runs", "eats"}, {"."}};
    String[] tags = {"DET", "NOUN", "VERB", "PUNCT"};
    Random random = new Random(5);
    StringBuilder text = new StringBuilder();
    for (int sentence = 0; sentence < 60; sentence++) {
      for (int i = 0; i < tags.length; i++) {
        String word = words[i][random.nextInt(words[i].length)];
        text.append("%d\t%s\t_\t%s\t_\t_\t_\t_\t_\t_\n".formatted(i + 1, word, tags[i]));
      }
      text.append('\n');
    }
    Path train = Files.writeString(folder.resolve("train.conllu"), text);
    Path dev =
        Files.writeString(folder.resolve("dev.conllu"), text.toString().replace("cup", "jug"));
    Path spans =
        Files.writeString(
            folder.resolve("spans"),
            "Ann B-PER\nLee I-PER\nsaw O\nRome B-LOC\n\nRome B-LOC\nsaw O\nAnn B-PER\nLee I-PER\n\n"
                .repeat(20));
    return new TaggedFiles(train.toString(), dev.toString(), spans.toString());
  }

  /** Returns the arguments of {@code bench taggers} on the files of tags, and more. */
  String[] taggers(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("taggers", "--train", train, "--dev", dev, "--column", "upos"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}

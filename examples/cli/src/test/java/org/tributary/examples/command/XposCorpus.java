package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Fifty sentences of four words with labels in the column XPOS. */
public final class XposCorpus {
  private XposCorpus() {}

  /** Writes train.conllu, and test.conllu with half of its sentences and another word. */
  public static void write(Path folder) throws IOException {
    String[][] words = {{"the", "a"}, {"dog", "cat", "cup"}, {"runs", "eats"}, {"."}};
    String[] tags = {"DT", "NN", "VBZ", "."};
    Random random = new Random(5);
    StringBuilder text = new StringBuilder();
    StringBuilder test = new StringBuilder();
    for (int sentence = 0; sentence < 50; sentence++) {
      for (int i = 0; i < tags.length; i++) {
        String word = words[i][random.nextInt(words[i].length)];
        text.append("%d\t%s\t_\tX\t%s\t_\t_\t_\t_\t_\n".formatted(i + 1, word, tags[i]));
      }
      text.append('\n');
      if (sentence == 24) {
        test.append(text);
      }
    }
    Files.writeString(folder.resolve("train.conllu"), text);
    Files.writeString(folder.resolve("test.conllu"), test.toString().replace("cup", "jug"));
  }
}

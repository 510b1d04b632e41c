package org.tributary.tagger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that loads a tagger and prints the probabilities of a sentence, for a process with a
 * small heap. It prints the failure instead if there is one.
 */
public final class TagInSmallHeap {
  /** The sentence. */
  static final List<String> SENTENCE = List.of("dog", "Ba", "cc", "xyzzy");

  private TagInSmallHeap() {}

  /** Tags with the tagger in the file {@code arguments[0]}. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      out.println(answer(Path.of(arguments[0])));
    } catch (OutOfMemoryError | IOException e) {
      out.println(e);
      System.exit(1);
    }
  }

  /** Returns labels and probabilities. */
  static String answer(Path file) throws IOException {
    try (Tagger tagger = Tagger.load(file)) {
      Tagging tagging = tagger.tag(SENTENCE);
      StringBuilder answer = new StringBuilder(tagging.labels().toString());
      for (int k = 0; k < SENTENCE.size(); k++) {
        answer.append(' ').append(tagging.probability(k));
      }
      return answer.toString();
    }
  }
}

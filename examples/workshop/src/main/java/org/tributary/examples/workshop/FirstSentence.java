package org.tributary.examples.workshop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.tributary.tagger.Tagger;

/**
 * A program that prints the milliseconds from the start of its JVM to the first tagged sentence.
 */
final class FirstSentence {
  private FirstSentence() {}

  /**
   * Loads a tagger and tags a sentence.
   *
   * @param arguments the model file
   */
  public static void main(String[] arguments) throws IOException {
    try (Tagger tagger = Tagger.load(Path.of(arguments[0]))) {
      tagger.tag(List.of("The book on her old desk was light blue .".split(" ")));
      System.out.println(ManagementFactory.getRuntimeMXBean().getUptime());
    }
  }
}

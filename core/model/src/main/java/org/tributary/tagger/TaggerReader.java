package org.tributary.tagger;

import java.io.IOException;
import java.util.Set;

/**
 * A reader of one format of stored taggers, found by {@link java.util.ServiceLoader}: {@link
 * Tagger#load} gives a file to the first reader that recognizes it. Implementations are thread-safe
 * and have a public constructor without parameters.
 */
public interface TaggerReader {

  /**
   * Returns whether a file is of this reader's format.
   *
   * @param head its first bytes, at most 1,024
   */
  boolean recognizes(byte[] head);

  /**
   * Reads a tagger. The file is not trusted: a reader runs no code of a class that the file names
   * unless the class is known to the reader or in {@code allowed}.
   *
   * @param allowed the classes of the caller that the file may name
   * @throws IOException with a one-line reason if the file is damaged, or not a tagger
   */
  Tagger read(TaggerSource source, Set<Class<?>> allowed) throws IOException;
}

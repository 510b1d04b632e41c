package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.tribuo.data.ConllFormatException;
import org.tributary.tribuo.data.ConlluReader;

/** Tells CoNLL-U from other column files by the first sentence. */
final class ConlluDetector {

  private ConlluDetector() {}

  static boolean looksLikeConllu(Path path) throws IOException {
    try (ConlluReader reader = ConlluReader.open(path)) {
      return reader.read().isPresent();
    } catch (ConllFormatException e) {
      return false;
    }
  }
}

package org.tributary.tribuo;

import java.io.IOException;
import java.util.Set;
import org.tributary.internal.tagger.TaggerFileFormat;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerReader;
import org.tributary.tagger.TaggerSource;

/**
 * The reader of {@link LstmTaggerModel} files for {@link Tagger#load}, which finds it by {@link
 * java.util.ServiceLoader}. Thread-safe.
 */
public final class LstmTaggerReader implements TaggerReader {

  /** Creates a reader. */
  public LstmTaggerReader() {}

  @Override
  public boolean recognizes(byte[] head) {
    return TaggerFileFormat.of(head) == TaggerFileFormat.TRIBUO;
  }

  /**
   * Reads a model with the feature extractor that its provenance records.
   *
   * @throws IOException with a one-line reason if the file holds no LSTM tagger, or its extractor
   *     is not recorded, missing or not allowed
   */
  @Override
  public Tagger read(TaggerSource source, Set<Class<?>> allowed) throws IOException {
    LstmTaggerModel model = ModelFile.read(source);
    try {
      return model.tagger(model.extractor(allowed));
    } catch (IllegalStateException e) {
      model.close();
      throw new IOException("model %s: %s".formatted(source, e.getMessage()), e);
    }
  }
}

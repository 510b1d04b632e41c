package org.tributary.tagger;

import java.io.IOException;
import java.util.Set;
import org.tributary.internal.definition.TaggerFileFormat;

/**
 * The reader of {@link WordTagger} files. Such files name no classes. The reader recognizes every
 * safetensors file, so that one without a tagger is rejected with the reason.
 */
final class WordTaggerReader implements TaggerReader {
  @Override
  public boolean recognizes(byte[] head) {
    TaggerFileFormat format = TaggerFileFormat.of(head);
    return format == TaggerFileFormat.TAGGER || format == TaggerFileFormat.TENSORS;
  }

  @Override
  public Tagger read(TaggerSource source, Set<Class<?>> allowed) throws IOException {
    return WordTaggerFile.load(source);
  }
}

package org.tributary.tagger;

import java.io.IOException;
import java.util.Set;
import org.tributary.internal.definition.TaggerFileFormat;

/**
 * The reader of {@link WordTagger} files. They name no classes. It recognizes every safetensors
 * file, so that the reason for rejecting one without a tagger is told.
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

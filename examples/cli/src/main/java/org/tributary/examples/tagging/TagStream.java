package org.tributary.examples.tagging;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.tagging.SentenceReader.Sentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;

/**
 * A streaming tagger for text of any length that holds a few hundred sentences in memory. Before a
 * read that may block, such as from a terminal, the pending sentences are tagged and written.
 */
public final class TagStream implements Closeable {

  private static final int MAX_SENTENCES = 256;
  private static final int MAX_WORDS = 8192;

  private final Tagger tagger;
  private final TagWriter writer;
  private final OutputStream output;
  private final List<Sentence> pending = new ArrayList<>();
  private int pendingWords;

  private TagStream(Tagger tagger, TagWriter writer, OutputStream output) {
    this.tagger = tagger;
    this.writer = writer;
    this.output = new BufferedOutputStream(output); // a system call for many sentences
  }

  /**
   * Tags a text.
   *
   * @param tagger the tagger
   * @param input the text; closed on return
   * @param name the name of the text in messages
   * @param format the reader factory for the text's format
   * @param writer the output format
   * @param output the destination of the tagged text; flushed, not closed
   * @throws IOException if input or output fails, or the input is malformed
   */
  public static void run(
      Tagger tagger,
      InputStream input,
      String name,
      SentenceReader.Opener format,
      TagWriter writer,
      OutputStream output)
      throws IOException {
    try (TagStream stream = new TagStream(tagger, writer, output);
        SentenceReader reader = format.open(stream.notifiedBy(input), name)) {
      for (Optional<Sentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        stream.add(next.get());
      }
    }
  }

  /** Tags what is pending, also of a malformed input, whose error comes first. */
  @Override
  public void close() throws IOException {
    tagPending();
  }

  /** Returns a stream that tags the pending sentences before a read that may block. */
  private InputStream notifiedBy(InputStream input) {
    return new FilterInputStream(input) {
      @Override
      public int read() throws IOException {
        tagBeforeBlocking();
        return super.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        tagBeforeBlocking();
        return super.read(bytes, offset, length);
      }

      private void tagBeforeBlocking() throws IOException {
        if (in.available() == 0) {
          tagPending();
        }
      }
    };
  }

  private void add(Sentence sentence) throws IOException {
    pending.add(sentence);
    pendingWords += sentence.words().size();
    if (pending.size() >= MAX_SENTENCES || pendingWords >= MAX_WORDS) {
      tagPending();
    }
  }

  private void tagPending() throws IOException {
    List<Sentence> batch = List.copyOf(pending);
    pending.clear(); // before tagging and writing, which may fail
    pendingWords = 0;
    List<List<String>> sentences =
        batch.stream().map(Sentence::words).filter(words -> !words.isEmpty()).toList();
    Iterator<Tagging> taggings =
        sentences.isEmpty() ? Collections.emptyIterator() : tagger.tagAll(sentences).iterator();
    for (Sentence sentence : batch) {
      Optional<Tagging> tagging =
          sentence.words().isEmpty() ? Optional.empty() : Optional.of(taggings.next());
      output.write(writer.write(sentence, tagging).getBytes(StandardCharsets.UTF_8));
    }
    output.flush();
  }
}

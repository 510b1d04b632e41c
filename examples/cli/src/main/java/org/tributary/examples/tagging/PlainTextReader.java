package org.tributary.examples.tagging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.zip.GZIPInputStream;
import org.tributary.text.Token;
import org.tributary.text.Tokenizer;

/**
 * A reader of plain text, UTF-8 or gzip, that a tokenizer splits into sentences and tokens. Each
 * line is a paragraph: no sentence crosses its end. A blank line stays blank.
 */
final class PlainTextReader implements SentenceReader {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final BufferedReader lines;
  private final String name;
  private final Tokenizer tokenizer;
  private final Queue<Sentence> sentences = new ArrayDeque<>();
  private long lineNumber;

  PlainTextReader(InputStream input, String name, Tokenizer tokenizer) throws IOException {
    this.lines =
        new BufferedReader(
            new InputStreamReader(unzipped(input), StandardCharsets.UTF_8.newDecoder()));
    this.name = name;
    this.tokenizer = tokenizer;
  }

  private static InputStream unzipped(InputStream input) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(input, 2);
    byte[] start = bytes.readNBytes(2);
    bytes.unread(start);
    boolean gzip =
        start.length == 2
            && ((start[0] & 0xFF) | ((start[1] & 0xFF) << 8)) == GZIPInputStream.GZIP_MAGIC;
    return gzip ? new GZIPInputStream(bytes) : bytes;
  }

  @Override
  public Optional<Sentence> read() throws IOException {
    while (sentences.isEmpty()) {
      String line = readLine();
      if (line == null) {
        return Optional.empty();
      }
      lineNumber++;
      List<List<Token>> tokens = tokenizer.tokenize(line);
      if (tokens.isEmpty()) {
        return Optional.of(Sentence.blank());
      }
      for (List<Token> sentence : tokens) {
        sentences.add(Sentence.of(new PlainText(line, lineNumber, sentence)));
      }
    }
    return Optional.of(sentences.remove());
  }

  private String readLine() throws IOException {
    try {
      String line = lines.readLine();
      return line != null && lineNumber == 0 && line.startsWith(BYTE_ORDER_MARK)
          ? line.substring(1)
          : line;
    } catch (CharacterCodingException e) {
      throw new IOException(
          "%s: expected text in UTF-8, got other bytes after line %d; convert it, for example with iconv -f LATIN1 -t UTF-8"
              .formatted(name, lineNumber),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}

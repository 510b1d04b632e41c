package org.tributary.examples.tagging;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.tributary.text.Token;
import org.tributary.text.Tokenizer;
import org.tributary.text.column.TokenLineReader;

/**
 * A reader of plain text, UTF-8 or gzip, that a tokenizer splits into sentences and tokens. Each
 * line is a paragraph: no sentence crosses its end. A blank line stays blank.
 */
final class PlainTextReader implements SentenceReader {
  private final TokenLineReader lines;
  private final Tokenizer tokenizer;
  private final Queue<Sentence> sentences = new ArrayDeque<>();

  PlainTextReader(InputStream input, String name, Tokenizer tokenizer) throws IOException {
    this.lines = TokenLineReader.open(input, name);
    this.tokenizer = tokenizer;
  }

  @Override
  public Optional<Sentence> read() throws IOException {
    while (sentences.isEmpty()) {
      if (lines.read().isEmpty()) {
        return Optional.empty();
      }
      List<List<Token>> tokens = tokenizer.tokenize(lines.line());
      if (tokens.isEmpty()) {
        return Optional.of(Sentence.blank());
      }
      for (List<Token> sentence : tokens) {
        sentences.add(Sentence.of(new PlainText(lines.line(), lines.lineNumber(), sentence)));
      }
    }
    return Optional.of(sentences.remove());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}

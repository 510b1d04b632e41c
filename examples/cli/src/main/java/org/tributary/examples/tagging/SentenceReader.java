package org.tributary.examples.tagging;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tributary.examples.job.JobException;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Token;
import org.tributary.tagger.Tokenizer;
import org.tributary.text.ColumnText;
import org.tributary.text.ColumnTextReader;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.text.ConlluSentence;
import org.tributary.text.TextReader;
import org.tributary.text.TokenLineReader;

/**
 * A streaming reader of sentences to tag.
 *
 * @param text the text, which the reader closes
 * @param sentences the sentences of the text
 */
public record SentenceReader(Closeable text, Source sentences) implements Closeable {
  /** The key of labels in MISC. */
  public static final String MISC_LABEL = "Tag";

  /** The formats of text. */
  public enum Format {
    /** One sentence per line, words separated by blanks. */
    tokens,
    /** CoNLL-U. */
    conllu,
    /** One word per line, columns separated by tabs or blanks. */
    columns;

    /** Returns the format that a file's name tells, plain or gzip; else tokens. */
    public static Format of(Path file) {
      String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
      return name.endsWith(".conllu")
          ? conllu
          : name.matches(".*\\.(conll|col|tsv|bio|iob)") ? columns : tokens;
    }
  }

  /** A source of sentences. */
  @FunctionalInterface
  public interface Source {
    /** Returns the next sentence, or empty at the end of the text. */
    Optional<Sentence> read() throws IOException;
  }

  /** The text of a sentence in the format of the input. */
  @FunctionalInterface
  public interface SentenceText {
    /**
     * Returns the text with labels, line feeds included.
     *
     * @param tagging the labels; empty for a sentence without words
     * @param probabilities whether each label is followed by its probability
     */
    String with(Optional<Tagging> tagging, boolean probabilities);
  }

  /**
   * The place of a sentence in plain text.
   *
   * @param line the line that contains it
   * @param lineNumber the line's number, from 1
   * @param tokens its tokens, with their offsets in the line
   */
  public record PlainText(String line, long lineNumber, List<Token> tokens) {
    String slice(int begin, int end) {
      return line.substring(tokens.get(begin).begin(), tokens.get(end - 1).end());
    }
  }

  /**
   * A sentence to tag.
   *
   * @param words the sentence's words; empty for a blank line
   * @param text the sentence in the format of the input
   * @param plain its place in plain text, if the input is plain text
   */
  public record Sentence(List<String> words, SentenceText text, Optional<PlainText> plain) {
    static Sentence of(List<String> words) {
      return new Sentence(words, TagWriter::line, Optional.empty());
    }

    static Sentence of(PlainText plain) {
      List<String> words = plain.tokens().stream().map(Token::text).toList();
      return new Sentence(words, TagWriter::line, Optional.of(plain));
    }

    /** Returns the text from one token to before another, as the input has it. */
    String surface(int begin, int end) {
      return plain
          .map(text -> text.slice(begin, end))
          .orElseGet(() -> String.join(" ", words.subList(begin, end)));
    }

    /** Returns the text between a token and the one before it. */
    String whitespaceBefore(int token) {
      return plain
          .map(
              text ->
                  text.line()
                      .substring(
                          text.tokens().get(token - 1).end(), text.tokens().get(token).begin()))
          .orElse(" ");
    }
  }

  /** A factory of readers. */
  @FunctionalInterface
  public interface Opener {

    /**
     * Opens a reader.
     *
     * @param input the text, plain or gzip; closed by the reader
     * @param name the name of the text in messages
     * @return the reader
     * @throws IOException if the input cannot be read
     */
    SentenceReader open(InputStream input, String name) throws IOException;
  }

  /**
   * Returns the next sentence.
   *
   * @return the sentence, or empty at the end of the text
   * @throws IOException if the text cannot be read or is malformed
   */
  Optional<Sentence> read() throws IOException {
    return sentences.read();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  /**
   * Opens a reader of text with one sentence per line and words separated by blanks. The output is
   * word/TAG separated by spaces; split each item at its last slash. A blank line stays blank.
   *
   * @param input the text, plain or gzip; closed by the reader
   * @param name the name of the text in messages
   * @return the reader
   * @throws IOException if the input cannot be read
   */
  public static SentenceReader tokens(InputStream input, String name) throws IOException {
    return tokens(input, name, Optional.empty());
  }

  /**
   * Returns a factory of the same readers for a format that was not requested explicitly: they
   * reject a line that looks like CoNLL-U.
   *
   * @param advice the way to request a format, for the message
   */
  public static Opener tokensUnlessConllu(String advice) {
    return (input, name) -> tokens(input, name, Optional.of(advice));
  }

  /**
   * Returns a factory of readers of plain text that a tokenizer splits into sentences and tokens.
   * Each line is a paragraph: no sentence crosses its end. A blank line stays blank.
   */
  public static Opener plainText(Tokenizer tokenizer) {
    return (input, name) -> {
      TokenLineReader lines = TokenLineReader.open(input, name);
      Queue<Sentence> sentences = new ArrayDeque<>();
      return new SentenceReader(
          lines,
          () -> {
            while (sentences.isEmpty()) {
              if (lines.read().isEmpty()) {
                return Optional.empty();
              }
              List<List<Token>> tokens = tokenizer.tokenize(lines.line());
              if (tokens.isEmpty()) {
                return Optional.of(Sentence.of(List.of()));
              }
              for (List<Token> sentence : tokens) {
                sentences.add(
                    Sentence.of(new PlainText(lines.line(), lines.lineNumber(), sentence)));
              }
            }
            return Optional.of(sentences.remove());
          });
    };
  }

  private static SentenceReader tokens(InputStream input, String name, Optional<String> advice)
      throws IOException {
    TokenLineReader lines = TokenLineReader.open(input, name);
    return new SentenceReader(
        lines,
        () -> {
          Optional<List<String>> next = lines.read();
          if (advice.isPresent() && next.isPresent() && lines.looksLikeConllu()) {
            throw new JobException(
                "%s, line %d: expected one sentence per line, got a CoNLL-U line; %s"
                    .formatted(name, lines.lineNumber(), advice.get()));
          }
          return next.map(Sentence::of);
        });
  }

  /**
   * Returns the factory of readers of the format that a file's name tells.
   *
   * @param tokenColumn the word column of columns, from 1
   */
  public static Opener byName(Path file, int tokenColumn) {
    return switch (Format.of(file)) {
      case conllu -> conllu(ConlluColumn.UPOS); // the labels are not read
      case columns -> columns(tokenColumn);
      case tokens -> tokensUnlessConllu("name the file *.conllu");
    };
  }

  /**
   * Returns the words of each sentence of a file in the format that its name tells.
   *
   * @throws JobException if there is no sentence
   */
  public static List<List<String>> words(Path file) throws IOException {
    List<List<String>> sentences = words(file, byName(file, 1));
    if (sentences.isEmpty()) {
      throw new JobException(file + ": expected at least one sentence, got none");
    }
    return sentences;
  }

  /** Returns the words of each sentence of a file, plain or gzip; blank lines are no sentences. */
  public static List<List<String>> words(Path file, Opener format) throws IOException {
    List<List<String>> sentences = new ArrayList<>();
    try (InputStream input = TextReader.stream(file);
        SentenceReader reader = format.open(input, file.toString())) {
      for (Optional<Sentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        if (!next.get().words().isEmpty()) {
          sentences.add(next.get().words());
        }
      }
    }
    return sentences;
  }

  /**
   * Returns a factory of CoNLL-U readers. The output is the input with one column filled in, and
   * probabilities in MISC.
   *
   * @param column the column to fill in
   */
  public static Opener conllu(ConlluColumn column) {
    return (input, name) -> {
      ConlluReader sentences = ConlluReader.open(input, name);
      return new SentenceReader(
          sentences, () -> sentences.read().map(sentence -> untagged(sentence, column)));
    };
  }

  /**
   * Returns a factory of column file readers. The output is the input with a label column appended,
   * and a column of probabilities.
   *
   * @param tokenColumn the word column, from 1
   * @return the factory
   */
  public static Opener columns(int tokenColumn) {
    return (input, name) -> {
      ColumnTextReader texts = ColumnTextReader.open(input, name, tokenColumn);
      return new SentenceReader(texts, () -> texts.read().map(SentenceReader::untagged));
    };
  }

  private static Sentence untagged(ColumnText text) {
    return new Sentence(
        text.tokens(),
        (tagging, probabilities) -> {
          boolean tabs = text.lines().stream().anyMatch(line -> line.indexOf('\t') >= 0);
          String separator = tabs ? "\t" : " ";
          return text.withLabels(
              tagging
                  .map(labels -> TagWriter.labels(labels, probabilities, separator))
                  .orElse(List.of()));
        },
        Optional.empty());
  }

  /**
   * Returns a sentence with labels filled in.
   *
   * @param column the column to fill in; in MISC, labels have the key {@link #MISC_LABEL}
   */
  private static ConlluSentence labelled(
      ConlluSentence sentence, ConlluColumn column, List<String> labels) {
    return column == ConlluColumn.MISC
        ? withMisc(sentence, MISC_LABEL, labels)
        : sentence.withColumn(column, labels);
  }

  private static Sentence untagged(ConlluSentence sentence, ConlluColumn column) {
    return new Sentence(
        sentence.words(),
        (tagging, probabilities) -> {
          if (tagging.isEmpty()) {
            return sentence.text();
          }
          ConlluSentence tagged = labelled(sentence, column, tagging.get().labels());
          return (probabilities ? withProbabilities(tagged, tagging.get()) : tagged).text();
        },
        Optional.empty());
  }

  private static ConlluSentence withProbabilities(ConlluSentence sentence, Tagging tagging) {
    return withMisc(
        sentence,
        "TagProb",
        IntStream.range(0, tagging.labels().size())
            .mapToObj(k -> TagWriter.probability(tagging.probability(k)))
            .toList());
  }

  /**
   * Returns a sentence with {@code key=value} in MISC, which replaces an earlier value of the key.
   */
  private static ConlluSentence withMisc(ConlluSentence sentence, String key, List<String> values) {
    List<String> misc = sentence.column(ConlluColumn.MISC);
    return sentence.withColumn(
        ConlluColumn.MISC,
        IntStream.range(0, misc.size())
            .mapToObj(
                k ->
                    Stream.concat(
                            Arrays.stream(misc.get(k).split("\\|"))
                                .filter(part -> !part.equals("_") && !part.startsWith(key + "=")),
                            Stream.of(key + "=" + values.get(k)))
                        .collect(Collectors.joining("|")))
            .toList());
  }
}

package org.tributary.examples.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Tokenizer;
import org.tributary.text.ConlluColumn;

class TagStreamTest {

  /** A mock that tags every word with its length. */
  private final Tagger tagger = mock(Tagger.class);

  private final List<Integer> batches = new ArrayList<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @BeforeEach
  void tagByLength() {
    when(tagger.tagAll(any()))
        .thenAnswer(
            call -> {
              List<List<String>> sentences = call.getArgument(0);
              batches.add(sentences.size());
              return sentences.stream().map(TagStreamTest::lengths).toList();
            });
  }

  private static Tagging lengths(List<String> words) {
    Tagging tagging = mock(Tagging.class);
    when(tagging.tokens()).thenReturn(words);
    when(tagging.probability(anyInt()))
        .thenAnswer(call -> 1.0 / (2 + call.<Integer>getArgument(0)));
    when(tagging.probabilities()).thenReturn(words.stream().map(word -> 0.5).toList());
    when(tagging.spans()).thenReturn(spans(words));
    when(tagging.labels()).thenReturn(words.stream().map(word -> "L" + word.length()).toList());
    return tagging;
  }

  /** Returns a span of type UP for each run of capitalized words. */
  private static List<TaggedSpan> spans(List<String> words) {
    List<TaggedSpan> spans = new ArrayList<>();
    for (int begin = 0; begin < words.size(); begin++) {
      int end = begin;
      while (end < words.size() && Character.isUpperCase(words.get(end).charAt(0))) {
        end++;
      }
      if (end > begin) {
        spans.add(
            new TaggedSpan("UP", begin, end, String.join(" ", words.subList(begin, end)), 0.25));
        begin = end;
      }
    }
    return spans;
  }

  private String tag(InputStream input, SentenceReader.Opener format) throws IOException {
    return tag(input, format, TagWriter.original(false));
  }

  private String tag(InputStream input, SentenceReader.Opener format, TagWriter writer)
      throws IOException {
    TagStream.run(tagger, input, "text", format, writer, output);
    return written();
  }

  private String written() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void sentencesOfABatchAreWrittenAtOnce() throws IOException {
    List<Integer> writes = new ArrayList<>();
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int value) {
            writes.add(1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            writes.add(length);
          }
        };
    TagStream.run(
        tagger,
        bytes("a\n".repeat(100)),
        "text",
        SentenceReader::tokens,
        TagWriter.original(false),
        counting);
    assertThat(writes).containsExactly(100 * "a/L1\n".length());
  }

  @Test
  void wordsAreWrittenWithTags() throws IOException {
    assertThat(tag(bytes("the  naïve\tdog \n\na/b"), SentenceReader::tokens))
        .isEqualTo("the/L3 naïve/L5 dog/L3\n\na/b/L3\n");
  }

  @Test
  void emptyInputWritesNothing() throws IOException {
    assertThat(tag(bytes(""), SentenceReader::tokens)).isEmpty();
    assertThat(batches).isEmpty();
  }

  @Test
  void conlluColumnIsFilledIn() throws IOException {
    String text =
        """
        # text = vámonos
        1-2\tvámonos\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
        1\tvamos\tir\tVERB\tV\tMood=Imp\t0\troot\t_\t_
        2\tnos\tnos\tPRON\tP\t_\t1\tobj\t_\tx=1
        2.1\tx\t_\t_\t_\t_\t_\t_\t_\t_

        """;
    assertThat(tag(bytes(text), SentenceReader.conllu(ConlluColumn.XPOS)))
        .isEqualTo(text.replace("\tV\t", "\tL5\t").replace("\tP\t", "\tL3\t"));
  }

  /** Tags before a malformed line; if that fails too, the error of the line is reported. */
  @Test
  void errorOfTheReaderHidesThatOfTheTagger() throws IOException {
    byte[] malformed = "a b\nna\u00efve\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> tag(new ByteArrayInputStream(malformed), SentenceReader::tokens))
        .hasMessageStartingWith("text, line 2: ");
    assertThat(written()).isEqualTo("a/L1 b/L1\n");
    IllegalStateException failure = new IllegalStateException("tagger: failed");
    doThrow(failure).when(tagger).tagAll(any());
    assertThatThrownBy(() -> tag(new ByteArrayInputStream(malformed), SentenceReader::tokens))
        .hasMessageStartingWith("text, line 2: ")
        .hasSuppressedException(failure);
  }

  @Test
  void batchesAreBoundedBySentencesAndWords() throws IOException {
    String text = "a bb\n".repeat(1000);
    assertThat(tag(bytes(text), SentenceReader::tokens)).isEqualTo("a/L1 bb/L2\n".repeat(1000));
    assertThat(batches).allMatch(size -> size <= 256);
    batches.clear();
    tag(bytes(("w ".repeat(3000) + "\n").repeat(7)), SentenceReader::tokens);
    assertThat(batches).containsExactly(3, 3, 1);
  }

  @Test
  void pendingSentencesAreWrittenBeforeABlockingRead() throws IOException {
    List<String> writtenBeforeEachLine = new ArrayList<>();
    Iterator<String> lines = List.of("ab c\n", "d\n", "e f\n").iterator();
    InputStream typed =
        new InputStream() {
          private InputStream line = InputStream.nullInputStream();

          @Override
          public int available() throws IOException {
            return line.available();
          }

          @Override
          public int read() throws IOException {
            if (line.available() == 0) {
              writtenBeforeEachLine.add(written());
              line = lines.hasNext() ? bytes(lines.next()) : line;
            }
            return line.read();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            int first = read();
            if (first < 0) {
              return first;
            }
            bytes[offset] = (byte) first;
            return 1 + line.read(bytes, offset + 1, Math.min(length - 1, line.available()));
          }
        };
    tag(typed, SentenceReader::tokens);
    assertThat(writtenBeforeEachLine)
        .startsWith("", "ab/L2 c/L1\n", "ab/L2 c/L1\nd/L1\n", "ab/L2 c/L1\nd/L1\ne/L1 f/L1\n");
  }

  @Test
  void sentencesBeforeAMalformedLineAreWritten() {
    String good = "1\tab\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
    assertThatThrownBy(
            () -> tag(bytes(good + "1\tab\t_\n"), SentenceReader.conllu(ConlluColumn.UPOS)))
        .hasMessageStartingWith("text, line 3: expected 10 columns");
    assertThat(written()).isEqualTo("1\tab\t_\tL2\t_\t_\t_\t_\t_\t_\n\n");
  }

  private static final SentenceReader.Opener PLAIN =
      SentenceReader.plainText(Tokenizer.breakIterator(Locale.ENGLISH));

  @Test
  void probabilitiesFollowLabels() throws IOException {
    assertThat(tag(bytes("a bb\n\n"), SentenceReader::tokens, TagWriter.tokens(true)))
        .isEqualTo("a/L1/0.5000 bb/L2/0.3333\n\n");
    output.reset();
    assertThat(tag(bytes("a x\nbb y\n"), SentenceReader.columns(1), TagWriter.original(true)))
        .isEqualTo("a x L1 0.5000\nbb y L2 0.3333\n");
    output.reset();
    String conllu = "1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n2\tbb\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\n";
    assertThat(
            tag(bytes(conllu), SentenceReader.conllu(ConlluColumn.UPOS), TagWriter.original(true)))
        .isEqualTo(
            "1\ta\t_\tL1\t_\t_\t_\t_\t_\tTagProb=0.5000\n2\tbb\t_\tL2\t_\t_\t_\t_\t_\tSpaceAfter=No|TagProb=0.3333\n\n");
  }

  @Test
  void plainTextIsTokenizedByLine() throws IOException {
    assertThat(tag(bytes("Hello, world! It is.\n\n It\n"), PLAIN))
        .isEqualTo("Hello/L5 ,/L1 world/L5 !/L1\nIt/L2 is/L2 ./L1\n\nIt/L2\n");
  }

  @Test
  void plainTextMayBeCompressedAndStartWithAByteOrderMark() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("\uFEFFab c\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(tag(new ByteArrayInputStream(zipped.toByteArray()), PLAIN))
        .isEqualTo("ab/L2 c/L1\n");
  }

  @Test
  void plainTextInAnotherEncodingIsRefused() {
    byte[] latin = "ok\nna\u00efve\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> tag(new ByteArrayInputStream(latin), PLAIN))
        .hasMessageStartingWith(
            "text, line 2: expected UTF-8, got the byte 0xEF at position 3 of the line");
  }

  @Test
  void jsonHasOffsetsInTheLineOfPlainText() throws IOException {
    assertThat(tag(bytes("x\n\nHi. See Ann  Lee!\n"), PLAIN, TagWriter.json()).lines())
        .hasSize(3)
        .last()
        .isEqualTo(
            "{\"line\":3,\"tokens\":[\"See\",\"Ann\",\"Lee\",\"!\"],\"labels\":[\"L3\",\"L3\",\"L3\",\"L1\"],\"probabilities\":[0.5,0.5,0.5,0.5],\"offsets\":[[4,7],[8,11],[13,16],[16,17]],\"spans\":[{\"type\":\"UP\",\"begin\":0,\"end\":3,\"text\":\"See Ann  Lee\",\"offsets\":[4,16],\"probability\":0.25}]}");
    output.reset();
    assertThat(tag(bytes("a Bo\n"), SentenceReader::tokens, TagWriter.json()))
        .isEqualTo(
            "{\"tokens\":[\"a\",\"Bo\"],\"labels\":[\"L1\",\"L2\"],\"probabilities\":[0.5,0.5],\"spans\":[{\"type\":\"UP\",\"begin\":1,\"end\":2,\"text\":\"Bo\",\"probability\":0.25}]}\n");
  }

  @Test
  void spansAreBracketedInTheirText() throws IOException {
    assertThat(tag(bytes("see Ann  Lee, in  Rome.\n\n"), PLAIN, TagWriter.bracketed()))
        .isEqualTo("see [UP Ann  Lee], in  [UP Rome].\n\n");
    output.reset();
    assertThat(tag(bytes("A b\tC\n"), SentenceReader::tokens, TagWriter.bracketed()))
        .isEqualTo("[UP A] b [UP C]\n");
  }

  @Test
  void spansAreListedByLine() throws IOException {
    assertThat(tag(bytes("a B C d\n\nE\n"), SentenceReader::tokens, TagWriter.spans()))
        .isEqualTo("1\t1\t3\tUP\t0.2500\tB C\n2\t0\t1\tUP\t0.2500\tE\n");
    output.reset();
    assertThat(tag(bytes("see Ann\tLee\n"), PLAIN, TagWriter.spans()))
        .isEqualTo("1\t1\t3\tUP\t0.2500\tAnn Lee\n");
  }
}

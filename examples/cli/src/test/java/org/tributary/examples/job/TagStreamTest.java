package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.text.conllu.ConlluColumn;

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
    when(tagging.labels()).thenReturn(words.stream().map(word -> "L" + word.length()).toList());
    return tagging;
  }

  private String tag(InputStream input, SentenceReader.Opener format) throws IOException {
    TagStream.run(tagger, input, "text", format, output);
    return written();
  }

  private String written() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
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
}

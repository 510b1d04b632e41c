package org.tributary.tribuo.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tributary.DataFormatException;
import org.tributary.feature.WordVectors;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Token;
import org.tributary.tagger.Tokenizer;
import org.tributary.text.ColumnLayout;
import org.tributary.text.ColumnReader;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.text.ConlluSentence;
import org.tributary.text.TokenLineReader;

/** Damaged texts are read or refused with their place. */
class TextReadersFuzzTest {
  private static final String CONLLU =
      """
      # sent_id = 1
      # text = Vámonos al mar.
      1-2\tVámonos\t_\t_\t_\t_\t_\t_\t_\t_
      1\tVamos\tir\tVERB\t_\tMood=Imp|Number=Plur\t0\troot\t_\t_
      2\tnos\tnosotros\tPRON\t_\tCase=Acc\t1\tobj\t_\t_
      2.1\tx\tx\tX\t_\t_\t_\t_\t1:dep\t_
      3\tmar\tmar\tNOUN\t_\t_\t1\tobl\t_\tSpaceAfter=No

      1\t.\t.\tPUNCT\t_\t_\t0\troot\t_\t_

      """;

  private static final String COLUMNS =
      """
      -DOCSTART- -X- O O

      EU NNP B-NP B-ORG
      rejects VBZ B-VP O
      #tag NN B-NP I-MISC

      Peter\tNNP\tB-NP\tB-PER
      Blackburn\tNNP\tI-NP\tI-PER
      """;

  private static final String VECTORS =
      """
      4 3
      the 0.1 -2.5 3e-5
      of 1 2 3
      New York 0.5 0.25 -0
      … 1e3 7 8
      """;

  private static final List<String> MARKS =
      List.of(
          "\n",
          "\r\n",
          "\t",
          " ",
          "\n\n",
          "_",
          "#",
          "\uFEFF",
          "\u2028",
          "\u0085",
          "\0",
          "1",
          "1-2",
          "1.1",
          "999999999",
          "-1",
          "2-1",
          "1e999",
          "NaN",
          "-DOCSTART-",
          "B-",
          "I-PER",
          "\uD83D\uDE00",
          "e\u0301");

  private static final List<String> TEXTS =
      List.of(
          "Dr. Smith paid $3.14 in St. Louis! Really? \"Yes,\" he said...",
          "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67 e\u0301te\u0301 \uD835\uDD38 na\u00EFve\u00A0x",
          "日本語の文。これはテストです！ สวัสดีชาวโลก مرحبا بالعالم.",
          "\r\n\t\u2029 a\u0000b \uFEFF");

  private static final List<String> CHARACTERS =
      List.of(
          " ",
          "\n",
          ".",
          "!",
          "'",
          "\u0301",
          "\u200D",
          "\uFE0F",
          "\u20E3",
          "\u2028",
          "\u00A0",
          "\u3000",
          "\uD83D\uDE00",
          "\uD83C\uDDEB\uD83C\uDDF7",
          "\u0E33",
          "\u1100\u1161",
          "\u202E",
          "1,000");

  private static Mutator mutator(long seed, String text, List<String> dictionary)
      throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream to = new GZIPOutputStream(zipped)) {
      to.write(text.getBytes(UTF_8));
    }
    byte[] plain = text.getBytes(UTF_8);
    return new Mutator(seed, List.of(plain, plain, plain, zipped.toByteArray()), dictionary);
  }

  @Test
  void conlluIsReadOrRefused() throws Exception {
    new Fuzzer("conllu", DataFormatException.class, TextReadersFuzzTest::conllu)
        .run(mutator(1, CONLLU, MARKS));
  }

  private static void conllu(byte[] input) throws IOException {
    try (ConlluReader reader = ConlluReader.open(new ByteArrayInputStream(input), "text")) {
      long words = 0;
      for (Optional<ConlluSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        for (ConlluColumn column : ConlluColumn.values()) {
          TaggedSentence sentence = next.get().tagged(column);
          assertThat(sentence.tokens()).isNotEmpty().allMatch(token -> !token.isEmpty());
          assertThat(sentence.labels()).hasSameSizeAs(sentence.tokens());
        }
        words += next.get().tagged(ConlluColumn.UPOS).tokens().size();
      }
      assertThat(reader.counts().words()).isEqualTo(words);
    }
  }

  @Test
  void columnsAreReadOrRefused() throws Exception {
    new Fuzzer(
            "column",
            DataFormatException.class,
            input -> {
              columns(input, ColumnLayout.of(1, 4));
              columns(input, ColumnLayout.of(1, 4).converting(TagScheme.BIO, TagScheme.BIOES));
            })
        .run(mutator(2, COLUMNS, MARKS));
  }

  private static void columns(byte[] input, ColumnLayout layout) throws IOException {
    try (ColumnReader reader = ColumnReader.open(new ByteArrayInputStream(input), "text", layout)) {
      for (Optional<TaggedSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        assertThat(next.get().tokens()).isNotEmpty().allMatch(token -> !token.isEmpty());
        assertThat(next.get().labels()).hasSameSizeAs(next.get().tokens());
      }
    }
  }

  @Test
  void tokenLinesAreReadOrRefused() throws Exception {
    new Fuzzer(
            "token-lines",
            DataFormatException.class,
            input -> {
              try (TokenLineReader reader =
                  TokenLineReader.open(new ByteArrayInputStream(input), "text")) {
                for (Optional<List<String>> next = reader.read();
                    next.isPresent();
                    next = reader.read()) {
                  assertThat(next.get()).allMatch(token -> !token.isEmpty());
                }
              }
            })
        .run(mutator(3, COLUMNS, MARKS));
  }

  @Test
  void vectorsAreReadOrRefused() throws Exception {
    new Fuzzer(
            "vectors",
            DataFormatException.class,
            input -> {
              WordVectors vectors =
                  WordVectors.read(new ByteArrayInputStream(input), "text", word -> true);
              assertThat(vectors.values()).hasSize(vectors.words().size() * vectors.size());
              for (float value : vectors.values()) {
                assertThat(Float.isFinite(value)).isTrue();
              }
            })
        .run(mutator(4, VECTORS, MARKS));
  }

  @Test
  void tokensAreSlicesOfTheTextWithWholeCharacters() throws Exception {
    List<Locale> locales = List.of(Locale.ROOT, Locale.ENGLISH, Locale.JAPANESE, new Locale("th"));
    List<byte[]> valid = new ArrayList<>();
    TEXTS.forEach(text -> valid.add(text.getBytes(UTF_8)));
    List<Tokenizer> tokenizers = locales.stream().map(Tokenizer::breakIterator).toList();
    Mutator mutator = new Mutator(5, valid, CHARACTERS);
    int tokens = 0;
    for (int left = Fuzzer.inputs(); left > 0; left--) {
      String text = withLoneSurrogates(new String(mutator.next(), UTF_8));
      tokens += tokens(text, tokenizers.get(left % tokenizers.size()));
    }
    assertThat(tokens).isGreaterThan(Fuzzer.inputs());
  }

  /** Replaces what was not UTF-8 by one half of a surrogate pair. */
  private static String withLoneSurrogates(String text) {
    return text.replaceFirst("\uFFFD", "\uD800").replaceFirst("\uFFFD", "\uDC00");
  }

  private static int tokens(String text, Tokenizer tokenizer) {
    int count = 0;
    int free = 0;
    for (List<Token> sentence : tokenizer.tokenize(text)) {
      assertThat(sentence).isNotEmpty();
      for (Token token : sentence) {
        assertThat(token.begin()).as(text).isGreaterThanOrEqualTo(free);
        assertThat(token.text()).isEqualTo(text.substring(token.begin(), token.end()));
        assertThat(token.text().codePoints()).as(text).noneMatch(Character::isWhitespace);
        assertThat(splitsPair(text, token.begin()) || splitsPair(text, token.end()))
            .as("a pair split in '%s'", text)
            .isFalse();
        assertThat(text.substring(free, token.begin()).codePoints())
            .as("text between tokens of '%s'", text)
            .allMatch(
                c ->
                    Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c));
        free = token.end();
        count++;
      }
    }
    return count;
  }

  private static boolean splitsPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }
}

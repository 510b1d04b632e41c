package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tributary.InterruptedCallException;
import org.tributary.layer.Recurrent;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

class StreamTaggerTest {
  private static WordTagger tagger;

  @BeforeAll
  static void train() {
    tagger =
        TaggerTrainer.train(
            SmallTraining.define()
                .words(3)
                .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional()),
            List.of(
                new TaggedSentence(List.of("a", "b"), List.of("X", "Y")),
                // 17 labels, as parts of speech have
                new TaggedSentence(
                    Collections.nCopies(15, "c"),
                    IntStream.range(0, 15).mapToObj(k -> "L" + k).toList())),
            SmallTraining.options().epochs(2));
  }

  @AfterAll
  static void close() {
    tagger.close();
  }

  /** Sentences of 1 to 40 tokens in no order of length. */
  private static List<List<String>> sentences(int count) {
    Random random = new Random(7);
    return IntStream.range(0, count)
        .<List<String>>mapToObj(
            k ->
                IntStream.range(0, 1 + random.nextInt(40))
                    .mapToObj(t -> String.valueOf((char) ('a' + random.nextInt(4))))
                    .toList())
        .toList();
  }

  private static List<String> texts(Iterator<Tagging> taggings) {
    List<String> texts = new ArrayList<>();
    taggings.forEachRemaining(tagging -> texts.add(tagging + " " + tagging.probabilities()));
    return texts;
  }

  @Test
  void taggingsAreThoseOfTheWindowsInOrder() {
    List<List<String>> sentences = sentences(300);
    List<String> expected = new ArrayList<>();
    for (int from = 0; from < sentences.size(); from += 7) {
      List<List<String>> window = sentences.subList(from, Math.min(from + 7, sentences.size()));
      expected.addAll(texts(tagger.tagAll(window).iterator()));
    }
    StreamTagger stream = StreamTagger.of(tagger);
    assertThat(texts(stream.window(7, 1000).tag(sentences.iterator()))).isEqualTo(expected);
    assertThat(texts(stream.tag(sentences.iterator())))
        .isEqualTo(texts(tagger.tagAll(sentences).iterator()));
  }

  @Test
  void taggingsDoNotDependOnTheWindow() {
    List<List<String>> sentences = sentences(300);
    List<Tagging> expected = tagger.tagAll(sentences);
    StreamTagger stream = StreamTagger.of(tagger);
    for (StreamTagger each : List.of(stream.window(1, 1), stream.window(1000, 50))) {
      Iterator<Tagging> taggings = each.tag(sentences.iterator());
      for (Tagging tagging : expected) {
        Tagging actual = taggings.next();
        assertThat(actual.tokens()).isEqualTo(tagging.tokens());
        for (int k = 0; k < tagging.size(); k++) {
          assertThat(actual.probability(k)).isCloseTo(tagging.probability(k), within(1e-6));
        }
      }
      assertThat(taggings.hasNext()).isFalse();
    }
  }

  @Test
  void iteratorReadsOneWindowAhead() {
    List<List<String>> sentences = sentences(100);
    AtomicInteger read = new AtomicInteger();
    Iterator<List<String>> counted =
        sentences.stream().peek(s -> read.incrementAndGet()).iterator();
    Iterator<Tagging> taggings = StreamTagger.of(tagger).window(8, 1000).tag(counted);
    for (int k = 0; k < sentences.size(); k++) {
      taggings.next();
      // a stream's iterator itself reads one further element when it is asked for one
      assertThat(read.get()).isBetween(k + 1, k + 1 + 8);
    }
    assertThat(taggings.hasNext()).isFalse();
    assertThatThrownBy(taggings::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void windowEndsWithTheSentenceThatReachesItsTokens() {
    List<Integer> calls = new ArrayList<>();
    Tagger recording = mock(Tagger.class);
    when(recording.tagAll(anyList()))
        .thenAnswer(
            call -> {
              List<List<String>> window = call.getArgument(0);
              calls.add(window.size());
              return tagger.tagAll(window);
            });
    List<String> longer = Collections.nCopies(25, "a");
    List<List<String>> sentences =
        List.of(List.of("a"), List.of("b", "c"), longer, List.of("c"), longer, List.of("b"));
    texts(StreamTagger.of(recording).window(3, 20).tag(sentences.iterator()));
    assertThat(calls).containsExactly(3, 2, 1);
  }

  @Test
  void refusedElementsKeepTheirPlaceAndReason() {
    List<List<String>> rows =
        Arrays.asList(
            List.of("a"),
            null,
            List.of(),
            Arrays.asList("a", null),
            List.of("a", ""),
            List.of("b"));
    List<TaggingOutcome<List<String>>> outcomes = new ArrayList<>();
    StreamTagger.of(tagger)
        .window(4, 100)
        .tag(rows.iterator(), Function.<List<String>>identity())
        .forEachRemaining(outcomes::add);
    assertThat(outcomes).extracting(TaggingOutcome::input).isEqualTo(rows);
    assertThat(outcomes)
        .extracting(outcome -> outcome.refusal().orElse("tagged"))
        .containsExactly(
            "tagged",
            "tokens: expected a list, got null",
            "tokens: expected at least one, got none in the sentence; leave it out",
            "tokens: expected a text for each, but token 2 of the sentence is null; give it a text or leave it out",
            "tokens: expected a text for each, but token 2 of the sentence is empty; give it a text or leave it out",
            "tagged");
    assertThat(outcomes.get(5).tagging().orElseThrow().tokens()).containsExactly("b");
    Iterator<Tagging> strict = StreamTagger.of(tagger).tag(rows.iterator());
    strict.next();
    assertThatThrownBy(strict::next)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sentence 2: tokens: expected a list, got null");
  }

  @Test
  void elementsThatTheirReaderOrTheTaggerRefusesDoNotAffectOthers() {
    Tagger choosy = mock(Tagger.class);
    when(choosy.tagAll(anyList()))
        .thenAnswer(
            call -> {
              List<List<String>> window = call.getArgument(0);
              if (window.stream().anyMatch(sentence -> sentence.contains("bad"))) {
                throw new IllegalArgumentException("bad token");
              }
              return tagger.tagAll(window);
            });
    Iterator<TaggingOutcome<String>> outcomes =
        StreamTagger.of(choosy)
            .tag(
                List.of("a b", "bad", "unreadable", "c").iterator(),
                text -> {
                  if (text.equals("unreadable")) {
                    throw new IllegalArgumentException("cannot be read");
                  }
                  return List.of(text.split(" "));
                });
    List<String> shown = new ArrayList<>();
    outcomes.forEachRemaining(
        outcome ->
            shown.add(
                outcome.input()
                    + ": "
                    + outcome
                        .refusal()
                        .orElseGet(() -> outcome.tagging().get().size() + " labels")));
    assertThat(shown)
        .containsExactly(
            "a b: 2 labels", "bad: bad token", "unreadable: cannot be read", "c: 1 labels");
  }

  @Test
  void sentencesAreCopied() {
    List<String> reused = new ArrayList<>();
    Iterator<List<String>> rows =
        IntStream.range(1, 4)
            .<List<String>>mapToObj(
                k -> {
                  reused.clear();
                  reused.addAll(Collections.nCopies(k, "a"));
                  return reused;
                })
            .iterator();
    List<Integer> sizes = new ArrayList<>();
    StreamTagger.of(tagger).tag(rows).forEachRemaining(tagging -> sizes.add(tagging.size()));
    assertThat(sizes).containsExactly(1, 2, 3);
  }

  @Test
  void failuresOfTheTaggerAreThrown() {
    Tagger dropping = mock(Tagger.class);
    when(dropping.tagAll(anyList())).thenReturn(List.of());
    assertThatThrownBy(() -> StreamTagger.of(dropping).tag(sentences(2).iterator()).next())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "tagger: expected a tagging for each of 2 sentences, got 0; is it a tagger of your own?");
    Tagger interrupted = mock(Tagger.class);
    when(interrupted.tagAll(anyList())).thenThrow(new InterruptedCallException("call: stopped"));
    assertThatThrownBy(() -> StreamTagger.of(interrupted).tag(sentences(2).iterator()).next())
        .isInstanceOf(InterruptedCallException.class);
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThatThrownBy(() -> StreamTagger.of(null))
        .hasMessage("tagger: expected one to tag with, got null");
    StreamTagger stream = StreamTagger.of(tagger);
    assertThatThrownBy(() -> stream.window(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window sentences: expected at least 1, got 0");
    assertThatThrownBy(() -> stream.window(1, 0))
        .hasMessage("window tokens: expected at least 1, got 0");
    assertThatThrownBy(() -> stream.tag(null))
        .hasMessage("sentences: expected an iterator, got null");
    assertThatThrownBy(() -> stream.tag(null, (List<String> tokens) -> tokens))
        .hasMessage("elements: expected an iterator, got null");
  }
}

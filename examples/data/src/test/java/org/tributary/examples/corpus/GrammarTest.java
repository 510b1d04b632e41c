package org.tributary.examples.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.examples.corpus.Grammar.Lexicon;
import org.tributary.examples.corpus.Grammar.TaggedWord;
import org.tributary.examples.corpus.Grammar.Vocabulary;

class GrammarTest {

  private final Lexicon lexicon =
      Lexicon.parse(
          List.of("# words", "[noun NOUN] sg pl", "cat/cats *emu/emus", "", "[adv ADV]", "often"));
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void heldOutWordsAreDrawnFromTheFullVocabularyOnly() {
    assertThat(draws("noun(pl)", Vocabulary.COMMON)).containsOnly("cats");
    assertThat(draws("noun(pl)", Vocabulary.FULL)).contains("cats", "emus");
    assertThat(lexicon.draw("adv", Vocabulary.FULL, random))
        .isEqualTo(new TaggedWord("often", "ADV"));
  }

  private List<String> draws(String symbol, Vocabulary vocabulary) {
    return IntStream.range(0, 100)
        .mapToObj(i -> lexicon.draw(symbol, vocabulary, random).word())
        .toList();
  }

  @Test
  void numberAgreesWithinARule() {
    Grammar grammar =
        Grammar.parse(
            List.of(
                "START 1 = PAIR(sg)",
                "START 3 = PAIR(pl)",
                "PAIR(n) 1 = noun(n) END(n)",
                "END(sg) 1 = runs/VERB",
                "END(pl) 1 = run/VERB"),
            lexicon);
    List<String> drawn =
        IntStream.range(0, 200)
            .mapToObj(i -> grammar.draw(Vocabulary.COMMON, random).toString())
            .toList();
    assertThat(drawn).containsOnly("[cat/NOUN, runs/VERB]", "[cats/NOUN, run/VERB]");
    assertThat(drawn.stream().filter(text -> text.startsWith("[cats")).count())
        .isBetween(120L, 180L);
  }

  @Test
  void taggedWordSplitsAtTheLastSlash() {
    assertThat(TaggedWord.parse("1/2/NUM")).isEqualTo(new TaggedWord("1/2", "NUM"));
  }
}

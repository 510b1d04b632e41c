package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.index;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.parameters;
import static org.tributary.testing.Argument.value;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.OnnxExport;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.SoftLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.TaggedText;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingService;
import org.tributary.tagger.Token;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;
import org.tributary.text.ColumnText;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.text.ConlluSentence;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.train.tagger.Teachers;

/**
 * Calls of taggers and texts: words of a table of 3 entries and 2 numbers a token, 2 labels, hidden
 * size 2.
 */
final class TaggerCalls {
  private static final List<String> TOKENS = List.of("a", "b", "a");
  private static final FeatureColumn WORDS_COLUMN = FeatureColumn.ofWords(1, 2, 0);
  private static final NumberColumn NUMBERS = new NumberColumn(filled(3, 2));
  private static final TaggedSentence SENTENCE =
      new TaggedSentence(TOKENS, List.of("X", "Y", "X"), Map.of(), Map.of("number", NUMBERS));
  private static final LabelDistributions DISTRIBUTIONS = distributions(3, 2);
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .inputs(Inputs.of(EmbeddingInput.of("word", 2), NumberInput.of("number", 2)))
          .encoder(size -> Recurrent.lstm(size).hidden(2));
  private static final TaggerDefinition WORDS =
      DEFINITION.inputs(Inputs.of(EmbeddingInput.of("word", 2)));
  private static final TaggerSizes SIZES = new TaggerSizes(List.of(3, 0), 2);
  private static final TrainingOptions OPTIONS = SmallTraining.options().epochs(1);
  private static final FeatureSequence FEATURES =
      FeatureSequence.of(FeatureColumn.ofWords(1, 2, 0), NUMBERS);
  private static final LabelledSequence LABELLED = new LabelledSequence(FEATURES, 0, 1, 0);
  private static final ParameterValues VALUES =
      ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(1));
  private static final SequenceTagger SEQUENCES = new SequenceTagger(DEFINITION, SIZES, VALUES);
  private static final List<Vocabulary> VOCABULARIES =
      List.of(new Vocabulary(List.of("a", "b")), new Vocabulary(List.of()));
  private static final Vocabulary LABELS = new Vocabulary(List.of("X", "Y"));
  private static final WordTagger NUMBER_TAGGER =
      WordTagger.of(DEFINITION, VOCABULARIES, LABELS, VALUES, Map.of());
  private static final WordTagger WORD_TAGGER =
      TaggerTrainer.train(
          WORDS, List.of(new TaggedSentence(TOKENS, List.of("X", "Y", "X"))), OPTIONS);
  private static final TaggingService SERVICE = TaggingService.of(WORD_TAGGER).start();
  private static final TaggerFitter FITTER = fitter();

  private TaggerCalls() {}

  static void close() {
    SEQUENCES.close();
    NUMBER_TAGGER.close();
    SERVICE.close();
    WORD_TAGGER.close();
  }

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>(sentences());
    calls.addAll(taggings());
    calls.addAll(taggers());
    calls.addAll(training());
    calls.addAll(texts());
    return calls;
  }

  private static List<ArgumentCall> sentences() {
    return List.of(
        ArgumentCall.of(Sentence.class, "new(List, Map)")
            .with(tokens("tokens", "numbers"), value(Map.of("n", NUMBERS))),
        ArgumentCall.of(Sentence.class, "withNumbers(String, NumberColumn)")
            .on(new Sentence(TOKENS))
            .with(fixed("n"), numbers()),
        ArgumentCall.of(SoftLabels.class, "new(List, LabelDistributions, double, String)")
            .with(
                list("X", "Y").refusing("twice", List.of("X", "X")),
                value(DISTRIBUTIONS)
                    .refusing("of fewer labels", distributions(3, 1))
                    .refusing("of more labels", distributions(3, 3))
                    .named("labels"),
                value(0.5)
                    .refusing("below", 0.0)
                    .refusing("above", 1.5)
                    .refusing("NaN", Double.NaN),
                fixed("teacher")),
        ArgumentCall.of(SoftLabels.class, "over(List)")
            .on(new SoftLabels(List.of("X", "Y"), DISTRIBUTIONS, 0.5, "teacher"))
            .with(list("X", "Y").ofAnyLength().refusing("others", List.of("Z")).named("labels")),
        ArgumentCall.of(TaggedSentence.class, "new(List, List)")
            .with(tokens("tokens", "labels"), labels()),
        ArgumentCall.of(TaggedSentence.class, "new(List, List, Map, Map)")
            .with(tokens("tokens", "labels"), labels(), columns(), numberMap()),
        ArgumentCall.of(TaggedSentence.class, "new(List, List, Map, Map, Optional)")
            .with(
                tokens("tokens", "labels"),
                labels(),
                columns(),
                numberMap(),
                value(Optional.of(soft(3)))
                    .refusing("one shorter", Optional.of(soft(2)))
                    .refusing("one longer", Optional.of(soft(4)))),
        ArgumentCall.of(TaggedSentence.class, "withColumn(String, List)")
            .on(SENTENCE)
            .with(fixed("upos"), list("N", "V", "").named("column upos")),
        ArgumentCall.of(TaggedSentence.class, "withNumbers(String, NumberColumn)")
            .on(SENTENCE)
            .with(fixed("n"), numbers()),
        ArgumentCall.of(TaggedSentence.class, "withSoftLabels(SoftLabels)")
            .on(SENTENCE)
            .with(
                value(soft(3))
                    .refusing("one shorter", soft(2))
                    .refusing("one longer", soft(4))
                    .named("soft labels")));
  }

  private static List<ArgumentCall> taggings() {
    Token first = Token.of("a b", 0, 1);
    Token second = Token.of("a b", 2, 3);
    Tagging tagging =
        Tagging.of(
            List.of("a", "b"),
            List.of("X", "Y"),
            DecodedSequence.of(new int[] {0, 1}, distributions(2, 2)));
    return List.of(
        ArgumentCall.of(Tagging.class, "of(List, List, DecodedSequence)")
            .with(
                list("a", "b", "a"),
                list("X", "Y"),
                value(decoded(3, 2))
                    .refusing("one shorter", decoded(2, 2))
                    .refusing("one longer", decoded(4, 2))
                    .refusing("of more labels", decoded(3, 3))
                    .named("label", "labels")),
        ArgumentCall.of(TaggedText.class, "of(String, List, List)")
            .with(
                value("a b").refusing("shorter", "a"),
                value(List.of(List.of(first, second)))
                    .refusing("fewer tokens", List.of(List.of(first)))
                    .refusing("more sentences", List.of(List.of(first), List.of(second)))
                    .refusing("swapped", List.of(List.of(second, first))),
                list(tagging)));
  }

  private static List<ArgumentCall> taggers() {
    List<ArgumentCall> calls = new ArrayList<>();
    for (String method : List.of("decode", "decodeColumns")) {
      calls.add(
          ArgumentCall.of(SequenceTagger.class, method + "(List)").on(SEQUENCES).with(sequences()));
    }
    calls.addAll(
        List.of(
            ArgumentCall.of(SequenceTagger.class, "nBest(List, int)")
                .on(SEQUENCES)
                .with(sequences(), value(2).refusing("below", 0)),
            ArgumentCall.of(
                    SequenceTagger.class, "new(TaggerDefinition, TaggerSizes, ParameterValues)")
                .with(fixed(DEFINITION), sizes(), trained()),
            ArgumentCall.of(
                    SequenceTagger.class,
                    "new(TaggerDefinition, TaggerSizes, ParameterValues, boolean)")
                .with(fixed(DEFINITION), sizes(), trained(), fixed(true)),
            ArgumentCall.of(
                    WordTagger.class,
                    "of(TaggerDefinition, List, Vocabulary, ParameterValues, Map)")
                .with(
                    fixed(DEFINITION),
                    list(VOCABULARIES.toArray())
                        .refusing("of fewer entries", List.of(vocabulary(1), VOCABULARIES.get(1)))
                        .refusing("of more entries", List.of(vocabulary(3), VOCABULARIES.get(1)))
                        .named("vocabularies", "word_emb.weight"),
                    value(LABELS)
                        .refusing("fewer", vocabulary(1))
                        .refusing("more", vocabulary(3))
                        .named("hidden2tag.weight"),
                    trained(),
                    fixed(Map.of())),
            ArgumentCall.of(WordTagger.class, "nBest(List, int)")
                .on(WORD_TAGGER)
                .with(tokens("sentence", "tokens").ofAnyLength(), value(2).refusing("below", 0)),
            ArgumentCall.of(WordTagger.class, "tagAll(List)").on(WORD_TAGGER).with(sentenceList()),
            ArgumentCall.of(Tagger.class, "tag(List)")
                .on(WORD_TAGGER)
                .with(tokens("tokens").ofAnyLength()),
            ArgumentCall.of(WordTagger.class, "tagSentences(List)")
                .on(NUMBER_TAGGER)
                .with(
                    list(new Sentence(TOKENS, Map.of("number", NUMBERS)))
                        .ofAnyLength()
                        .refusing("without numbers", List.of(new Sentence(TOKENS)))
                        .refusing(
                            "of another size",
                            List.of(
                                new Sentence(
                                    TOKENS, Map.of("number", new NumberColumn(filled(3, 3))))))
                        .named("sentences", "sentence", "number")),
            ArgumentCall.of(Teachers.class, "label(List)")
                .on(Teachers.of(List.of(WORD_TAGGER)))
                .with(sentenceList()),
            ArgumentCall.of(Teachers.class, "teach(List)")
                .on(Teachers.of(List.of(WORD_TAGGER)))
                .with(
                    list(SENTENCE)
                        .ofAnyLength()
                        .refusing(
                            "of other labels",
                            List.of(new TaggedSentence(List.of("a"), List.of("Z"))))
                        .named("labels")),
            ArgumentCall.of(TaggingService.class, "submit(List)")
                .on(SERVICE)
                .with(tokens("tokens").ofAnyLength()),
            ArgumentCall.of(TaggingService.class, "submit(List, Duration)")
                .on(SERVICE)
                .with(
                    tokens("tokens").ofAnyLength(),
                    value(Duration.ofMinutes(1)).refusing("0", Duration.ZERO)),
            ArgumentCall.of(TaggingService.class, "submitAll(List)")
                .on(SERVICE)
                .with(sentenceList()),
            ArgumentCall.of(TaggingService.class, "tag(List)")
                .on(SERVICE)
                .with(tokens("tokens").ofAnyLength()),
            ArgumentCall.of(OnnxExport.class, "features(List)")
                .on(OnnxExport.of(SEQUENCES))
                .with(
                    list(VOCABULARIES.toArray())
                        .refusing("of fewer entries", List.of(vocabulary(1), VOCABULARIES.get(1)))
                        .refusing("of more entries", List.of(vocabulary(3), VOCABULARIES.get(1)))
                        .named("names")),
            ArgumentCall.of(OnnxExport.class, "sequences(List)")
                .on(OnnxExport.of(SEQUENCES))
                .with(sequences()),
            ArgumentCall.of(OnnxExport.class, "sentences(List)")
                .on(OnnxExport.of(NUMBER_TAGGER))
                .with(
                    list(new Sentence(TOKENS, Map.of("number", NUMBERS)))
                        .ofAnyLength()
                        .refusing("without numbers", List.of(new Sentence(TOKENS)))
                        .refusing(
                            "of another size",
                            List.of(
                                new Sentence(
                                    TOKENS, Map.of("number", new NumberColumn(filled(3, 3))))))
                        .named("sentences", "sentence", "number")),
            ArgumentCall.of(OnnxExport.class, "of(Recurrent, ParameterValues)")
                .with(
                    fixed(Recurrent.gru(2).hidden(4)),
                    parameters(Recurrent.gru(2).hidden(4).parameters()))));
    return calls;
  }

  private static List<ArgumentCall> training() {
    Argument train =
        list(LABELLED)
            .allowing("one longer")
            .refusing("of fewer columns", List.of(words(1, 2)))
            .refusing(
                "of larger features",
                List.of(
                    new LabelledSequence(
                        FeatureSequence.of(FeatureColumn.ofWords(3, 0, 0), NUMBERS), 0, 1, 0)))
            .refusing("of larger labels", List.of(new LabelledSequence(FEATURES, 0, 2, 0)))
            .refusing("of more label columns", List.of(LABELLED.withColumn(0, 0, 0)))
            .named("training", "features", "sequence");
    Argument dev =
        list(LABELLED)
            .ofAnyLength()
            .refusing("of fewer columns", List.of(words(1, 2)))
            .refusing("of larger labels", List.of(new LabelledSequence(FEATURES, 0, 2, 0)))
            .named("training", "development sequences", "sequence");
    return List.of(
        ArgumentCall.of(TaggerFitter.class, "initial(Map)")
            .on(FITTER)
            .with(
                value(Map.of("word_emb.weight", filled(3, 2)))
                    .refusing("one row fewer", Map.of("word_emb.weight", filled(2, 2)))
                    .refusing("one row more", Map.of("word_emb.weight", filled(4, 2)))
                    .refusing("of another rank", Map.of("word_emb.weight", filled(6)))
                    .named("word_emb.weight")),
        ArgumentCall.of(
                TaggerFitter.class, "new(TaggerDefinition, TaggerSizes, TrainingOptions, List)")
            .with(
                fixed(DEFINITION),
                sizes(),
                fixed(OPTIONS),
                list(Frequencies.of(new int[] {1, 2, 3}, 2), Frequencies.neverReplaced())
                    .refusing(
                        "of fewer entries",
                        List.of(Frequencies.of(new int[] {1, 2}, 1), Frequencies.neverReplaced()))
                    .refusing(
                        "of more entries",
                        List.of(
                            Frequencies.of(new int[] {1, 2, 3, 4}, 1), Frequencies.neverReplaced()))
                    .named("frequencies", "count")),
        ArgumentCall.of(
                TaggerFitter.class,
                "new(TaggerDefinition, TaggerSizes, TrainingOptions, int[], int)")
            .with(
                fixed(WORDS),
                value(new TaggerSizes(3, 2))
                    .refusing("fewer entries", new TaggerSizes(2, 2))
                    .refusing("more inputs", SIZES)
                    .named("entries"),
                fixed(OPTIONS),
                ints(1, 2, 3)
                    .refusing("negative", new int[] {1, 2, -3})
                    .named("counts", "count", "entry"),
                index(2, 0, 2)),
        ArgumentCall.of(TaggerFitter.class, "train(List, List, TrainingListener)")
            .on(FITTER)
            .with(train, dev, fixed(TrainingListener.silent())),
        ArgumentCall.of(TaggerFitter.class, "train(ParameterValues, List, List, TrainingListener)")
            .on(FITTER)
            .with(
                parameters(DEFINITION.parameters(SIZES)),
                train,
                dev,
                fixed(TrainingListener.silent())));
  }

  private static List<ArgumentCall> texts() {
    return List.of(
        ArgumentCall.of(ColumnText.class, "new(List, List)")
            .with(
                list("a X", "b Y").allowing("one longer"), list("a", "b").allowing("one shorter")),
        ArgumentCall.of(ColumnText.class, "withLabels(List)")
            .on(new ColumnText(List.of("a X", "b Y", ""), List.of("a", "b")))
            .with(list("X", "Y")),
        ArgumentCall.of(ConlluSentence.class, "withColumn(ConlluColumn, List)")
            .on(conllu())
            .with(
                fixed(ConlluColumn.UPOS),
                list("X", "Y")
                    .refusing("empty", List.of("X", ""))
                    .refusing("with a tab", List.of("X", "a\tb"))
                    .named("values", "value")));
  }

  private static ConlluSentence conllu() {
    String text = "1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n2\tb\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
    try (ConlluReader reader =
        ConlluReader.open(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text")) {
      return reader.read().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Vocabulary vocabulary(int entries) {
    return new Vocabulary(List.of("X", "Y", "Z").subList(0, entries));
  }

  private static TaggerFitter fitter() {
    return new TaggerFitter(
        DEFINITION,
        SIZES,
        OPTIONS,
        List.of(Frequencies.of(new int[] {1, 2, 3}, 2), Frequencies.neverReplaced()));
  }

  private static LabelledSequence words(int... words) {
    return new LabelledSequence(FeatureSequence.ofWords(words), new int[words.length]);
  }

  private static Argument trained() {
    return parameters(DEFINITION.parameters(SIZES));
  }

  private static Argument sizes() {
    return value(SIZES)
        .refusing("fewer inputs", new TaggerSizes(3, 2))
        .refusing("more inputs", new TaggerSizes(List.of(3, 0, 0), 2))
        .refusing("no entries", new TaggerSizes(List.of(0, 0), 2))
        .refusing("fewer entries", new TaggerSizes(List.of(2, 0), 2))
        .named("entries", "entry", "word_emb.weight");
  }

  private static Argument sequences() {
    return list(FEATURES)
        .ofAnyLength()
        .refusing("of fewer columns", List.of(FeatureSequence.ofWords(1, 2)))
        .refusing("of more columns", List.of(FeatureSequence.of(WORDS_COLUMN, NUMBERS, NUMBERS)))
        .refusing(
            "of larger features",
            List.of(FeatureSequence.of(FeatureColumn.ofWords(3, 0, 0), NUMBERS)))
        .refusing(
            "of more numbers",
            List.of(FeatureSequence.of(WORDS_COLUMN, new NumberColumn(filled(3, 3)))))
        .refusing("swapped", List.of(FeatureSequence.of(NUMBERS, WORDS_COLUMN)))
        .named("sequences", "sequence");
  }

  private static Argument tokens(String... names) {
    return list("a", "b", "a")
        .refusing("empty", List.of())
        .refusing("with an empty token", List.of("a", "", "b"))
        .named(names);
  }

  private static Argument labels() {
    return list("X", "Y", "X").refusing("blank", List.of("X", " ", "X"));
  }

  private static Argument sentenceList() {
    return list(List.of("a", "b"), List.of("a"))
        .ofAnyLength()
        .refusing("with an empty one", List.of(List.of("a"), List.of()))
        .refusing("with an empty token", List.of(List.of("a", "")))
        .named("sentences", "sentence", "tokens");
  }

  private static Argument columns() {
    return value(Map.of("upos", List.of("A", "B", "")))
        .refusing("one shorter", Map.of("upos", List.of("A", "B")))
        .refusing("one longer", Map.of("upos", List.of("A", "B", "", "C")))
        .named("columns", "column upos");
  }

  private static Argument numberMap() {
    return value(Map.of("n", NUMBERS))
        .refusing("one shorter", Map.of("n", new NumberColumn(filled(2, 2))))
        .refusing("one longer", Map.of("n", new NumberColumn(filled(4, 2))));
  }

  private static Argument numbers() {
    return value(NUMBERS)
        .refusing("one shorter", new NumberColumn(filled(2, 2)))
        .refusing("one longer", new NumberColumn(filled(4, 2)))
        .named("numbers n");
  }

  private static SoftLabels soft(int steps) {
    return new SoftLabels(List.of("X", "Y"), distributions(steps, 2), 0.5, "teacher");
  }

  private static DecodedSequence decoded(int steps, int labels) {
    return DecodedSequence.of(new int[steps], distributions(steps, labels));
  }

  private static LabelDistributions distributions(int steps, int labels) {
    float[] values = new float[steps * labels];
    Arrays.fill(values, 1f / labels);
    return LabelDistributions.of(values, labels);
  }
}

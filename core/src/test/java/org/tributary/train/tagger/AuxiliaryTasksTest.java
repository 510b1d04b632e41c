package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.internal.training.AuxiliaryColumns;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.train.TrainingListener;

class AuxiliaryTasksTest {
  private static final Logger LOGGER = Logger.getLogger(WordTagger.class.getName());

  private final List<String> messages = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord message) {
          messages.add(message.getLevel() + " " + message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void record() {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void stop() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
  }

  private static TaggedSentence sentence() {
    return new TaggedSentence(List.of("dogs", "bark", "."), List.of("NOUN", "VERB", "_"));
  }

  private static AuxiliaryColumns<TaggedSentence> automatic(TaggedSentence... train) {
    return AuxiliaryTasks.of(Tagger.define(), List.of(train));
  }

  @Test
  void columnsWithAtLeastTwoValuesThatAreNotTheLabelsAreTasks() {
    AuxiliaryColumns<TaggedSentence> tasks =
        automatic(
            sentence()
                .withColumn(TaggedSentence.HEAD, List.of("VERB>", "root", "VERB<"))
                .withColumn(TaggedSentence.UPOS, List.of("NOUN", "VERB", ""))
                .withColumn(TaggedSentence.FEATS, List.of("Number=Plur", "", ""))
                .withColumn(TaggedSentence.XPOS, List.of("NNS", "VBP", ""))
                .withColumn("own", List.of("1", "2", "3")),
            sentence());
    assertThat(tasks.add(Tagger.define()).columns())
        .extracting(LabelColumn::name)
        .containsExactly("tag", "upos", "xpos", "head");
    assertThat(tasks.columns()).extracting(LabelColumn::lossWeight).containsOnly(0.2);
    assertThat(tasks.values())
        .containsExactly(
            List.of("NOUN", "VERB"), List.of("NNS", "VBP"), List.of("VERB<", "VERB>", "root"));
    assertThat(messages)
        .containsExactly(
            "INFO auxiliary tasks: conllu.upos (2 labels), conllu.xpos (2 labels), conllu.head (3 labels)");
  }

  @Test
  void copyOfTheLabelsIsNoTask() {
    assertThat(
            automatic(sentence().withColumn(TaggedSentence.UPOS, List.of("NOUN", "VERB", "")))
                .keys())
        .isEmpty();
    assertThat(messages).isEmpty();
  }

  @Test
  void absentAndUnseenValuesHaveNoLabel() {
    AuxiliaryColumns<TaggedSentence> tasks =
        automatic(sentence().withColumn(TaggedSentence.XPOS, List.of("NNS", "VBP", "")));
    LabelledSequence plain = new LabelledSequence(FeatureSequence.ofWords(0, 1, 2), 0, 1, 2);
    LabelledSequence encoded =
        tasks.add(plain, sentence().withColumn(TaggedSentence.XPOS, List.of("JJ", "VBP", "")));
    assertThat(IntStream.range(0, 3).map(step -> encoded.label(1, step)))
        .containsExactly(LabelledSequence.NONE, 1, LabelledSequence.NONE);
    assertThat(tasks.add(plain, sentence()).label(1, 0)).isEqualTo(LabelledSequence.NONE);
  }

  @Test
  void columnWithTooManyValuesIsSkippedWithAWarning() {
    List<String> words = IntStream.rangeClosed(0, 2_000).mapToObj(k -> "w" + k).toList();
    TaggedSentence sentence =
        new TaggedSentence(words, words.stream().map(word -> "X").toList())
            .withColumn(TaggedSentence.FEATS, words);
    assertThat(automatic(sentence).keys()).isEmpty();
    assertThat(messages)
        .containsExactly(
            "WARNING auxiliary tasks: skipped conllu.feats, since it has 2001 distinct values in the training data, more than 2000");
    TaggedSentence shorter =
        new TaggedSentence(words.subList(1, 2_001), sentence.labels().subList(1, 2_001))
            .withColumn(TaggedSentence.FEATS, words.subList(1, 2_001));
    assertThat(automatic(shorter).keys()).containsExactly("conllu.feats");
  }

  @Test
  void namedTasksReplaceTheAutomaticOnes() {
    TaggedSentence train =
        sentence()
            .withColumn(TaggedSentence.XPOS, List.of("NNS", "VBP", "."))
            .withColumn(TaggedSentence.FEATS, List.of("a", "b", "c"))
            .withColumn("feats", List.of("x", "y", "z"));
    List<TaggedSentence> data = List.of(train);
    AuxiliaryColumns<TaggedSentence> tasks =
        AuxiliaryTasks.of(Tagger.define().auxiliaryTask("xpos").auxiliaryTask("feats"), data);
    assertThat(tasks.keys())
        .as("the column of the name, or else of CoNLL-U")
        .containsExactly("conllu.xpos", "feats");
    assertThat(AuxiliaryTasks.of(Tagger.define().withoutAuxiliaryTasks(), data).keys()).isEmpty();
    assertThatThrownBy(() -> AuxiliaryTasks.of(Tagger.define().auxiliaryTask("chunk"), data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "word tagger: expected values of the auxiliary task chunk in the training sentences, got the columns [conllu.feats, conllu.xpos, feats]; add them by TaggedSentence.withColumn");
  }

  @Test
  void accuracyInsteadOfSpanF1IsLogged() {
    List<TaggedSentence> train =
        List.of(new TaggedSentence(List.of("Ada", "x"), List.of("B-PER", "O")));
    List<TaggedSentence> dev =
        List.of(new TaggedSentence(List.of("Ada", "x"), List.of("PER", "O")));
    TaggerTrainer.train(
            SmallTraining.define().words(2),
            train,
            dev,
            SmallTraining.options().epochs(1),
            TrainingListener.silent())
        .close();
    assertThat(messages)
        .containsExactly(
            "WARNING development sentences: expected labels that the tagger can predict, [B-PER, O], got others for 100.0 % of the tokens in spans: [PER]; each counts as a mistake: do both have the same tag set?",
            "WARNING word tagger: the best epoch is that of the highest accuracy instead of span F1, since the label 'PER' is not a span label such as B-PER; correct it");
  }
}

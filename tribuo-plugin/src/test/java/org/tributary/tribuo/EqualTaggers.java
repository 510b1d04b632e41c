package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TrainingOptions;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.protos.ParameterProto;

/** An assertion that core's word tagger and Tribuo's are equal to the bit. */
final class EqualTaggers {
  static final WordFormFeatureExtractor EXTRACTOR = new WordFormFeatureExtractor();

  private EqualTaggers() {}

  /** Trains both taggers; their parameters, scores and predictions are equal. */
  static void requireEqual(
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TaggerDefinition definition,
      TrainingOptions options,
      LstmTaggerTrainer trainer,
      SequenceDataset<Label> tribuoTrain,
      SequenceDataset<Label> tribuoDev) {
    TrainingRequest request = TrainingRequest.on(tribuoTrain).dev(tribuoDev);
    requireEqual(train, dev, definition, options, trainer, request);
  }

  /** Trains both taggers; their parameters, scores and predictions are equal. */
  static void requireEqual(
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TaggerDefinition definition,
      TrainingOptions options,
      LstmTaggerTrainer trainer,
      TrainingRequest request) {
    List<EpochReport> coreReports = new ArrayList<>();
    List<EpochReport> tribuoReports = new ArrayList<>();
    try (WordTagger core = WordTagger.train(definition, train, dev, options, reports(coreReports));
        LstmTaggerModel tribuo = trainer.train(request.listener(reports(tribuoReports)))) {
      Map<String, float[]> expected = tribuoParameters(tribuo);
      assertThat(core.parameters().names()).containsExactlyElementsOf(expected.keySet());
      assertThat(core.labels()).isEqualTo(labels(tribuo.getOutputIDInfo()));
      expected.forEach(
          (name, values) -> assertThat(core.parameters().values(name)).as(name).isEqualTo(values));
      assertThat(scores(coreReports)).isEqualTo(scores(tribuoReports)).hasSize(2);
      for (TaggedSentence sentence : dev) {
        List<String> predicted =
            Data.labels(tribuo.predict(TokenSequences.of(sentence.tokens(), EXTRACTOR)));
        assertThat(core.tag(sentence.tokens()).labels()).isEqualTo(predicted);
      }
    }
  }

  private static TrainingListener reports(List<EpochReport> to) {
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochReport report) {
        to.add(report);
      }
    };
  }

  private static List<String> scores(List<EpochReport> reports) {
    return reports.stream()
        .map(r -> "%d %s %s".formatted(r.epoch(), r.meanLoss(), r.devScore()))
        .toList();
  }

  private static Map<String, float[]> tribuoParameters(LstmTaggerModel model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ParameterProto parameter : Stored.proto(model).getParametersList()) {
      values.put(parameter.getName(), Stored.values(parameter));
    }
    return values;
  }

  static List<String> labels(ImmutableOutputInfo<Label> domain) {
    return IntStream.range(0, domain.size())
        .mapToObj(id -> domain.getOutput(id).getLabel())
        .toList();
  }

  /** Returns the sentences as Tribuo data, their columns as metadata. */
  static SequenceDataset<Label> dataset(List<TaggedSentence> sentences) {
    List<SequenceExample<Label>> examples = new ArrayList<>();
    for (TaggedSentence sentence : sentences) {
      examples.add(TokenSequences.of(sentence, EXTRACTOR));
    }
    return Data.dataset(examples);
  }
}

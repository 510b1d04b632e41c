package org.tributary.examples.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.prediction.ModelPredictions;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.evaluation.KnownWords;
import org.tributary.tribuo.provenance.EpochSummary;

/** A tagger of the core library to evaluate. */
final class CoreModel extends EvaluatedModel {
  private final Tagger tagger;

  CoreModel(ModelInfo info, Tagger tagger) {
    super(info);
    this.tagger = tagger;
  }

  /** Returns an extractor of words alone: the tagger makes its own features. */
  @Override
  public TokenFeatureExtractor extractor() {
    return new WordFeatureExtractor();
  }

  @Override
  ModelPredictions predict(LabelledFile test) {
    List<TaggedSentence> sentences = new ArrayList<>();
    for (SequenceExample<Label> sentence : test.sentences()) {
      List<String> words = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      for (Example<Label> token : sentence) {
        words.add(KnownWords.word(token));
        labels.add(token.getOutput().getLabel());
      }
      sentences.add(new TaggedSentence(words, labels));
    }
    return ModelPredictions.of(tagger, sentences);
  }

  @Override
  Optional<SeenData> seen(LabelledFile test) {
    return SeenData.of(info(), test.sentences().getProvenance());
  }

  @Override
  List<EpochSummary> history() {
    return List.of();
  }

  @Override
  public String tribuoEvaluation(LabelledFile test) {
    return "Tribuo's evaluation is omitted: it needs a Tribuo model, and this is a tagger of core.\n";
  }

  @Override
  public void close() {
    tagger.close();
  }
}

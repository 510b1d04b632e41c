package org.tributary.examples.programs;

import java.util.List;
import java.util.concurrent.Callable;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import picocli.CommandLine.Command;

/** An example that trains a Tribuo sequence model and evaluates it with Tribuo's evaluator. */
@Command(
    name = "train-in-tribuo",
    description = "A Tribuo sequence model trained and evaluated with Tribuo's evaluator.")
public final class TrainInTribuo implements Callable<Integer> {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(
              List.of("The", "dog", "ate", "the", "apple"), List.of("DET", "NN", "V", "DET", "NN")),
          new TaggedSentence(
              List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));

  @Override
  public Integer call() {
    var source =
        new TokenListDataSource("two sentences", SENTENCES, new WordFormFeatureExtractor());
    MutableSequenceDataset<Label> data = new MutableSequenceDataset<>(source);
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder().hiddenSize(32).learningRate(0.02).epochs(30).build();
    try (LstmTaggerModel model = trainer.train(data)) {
      System.out.println(new LabelSequenceEvaluator().evaluate(model, data).microAveragedF1());
    }
    return 0;
  }
}

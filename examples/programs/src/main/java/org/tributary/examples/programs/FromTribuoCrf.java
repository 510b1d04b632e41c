package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.crf.CRFTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceModel;
import org.tribuo.sequence.SequenceTrainer;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.corpus.TaggedCorpus;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.examples.report.Report;
import org.tributary.examples.report.ScoredModel;
import org.tributary.text.ConlluColumn;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A program that moves a Tribuo pipeline from {@code CRFTrainer} to {@code LstmTaggerTrainer}. */
@Command(
    name = "from-crf",
    description = "Tribuo's CRF and the LSTM tagger on one dataset. Report: a comparison.")
public final class FromTribuoCrf implements Callable<Integer> {
  @Parameters(
      arity = "0..2",
      paramLabel = "FILE",
      description =
          "Two CoNLL-U files with UPOS, to train and to test. Default: a generated corpus.")
  private List<Path> files = List.of();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Training epochs of the LSTM. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Mixin private ProgramOptions options;
  @Spec private CommandSpec spec;

  /** Training and test data. */
  private record Data(MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> test) {}

  @Override
  public Integer call() throws IOException {
    Data data = files.isEmpty() ? builtIn() : fromFiles();
    SequenceTrainer<Label> crf = new CRFTrainer(new AdaGrad(0.1), 5, 1);
    ScoredModel before = evaluated("CRF", crf.train(data.train()), data);
    LstmTaggerTrainer lstm = // instead of CRFTrainer
        LstmTaggerTrainer.builder()
            .epochs(epochs)
            .hiddenSize(100)
            .learningRate(0.005)
            .loggingInterval(0)
            .build();
    ScoredModel after;
    try (LstmTaggerModel model = lstm.train(data.train())) {
      after = evaluated("LSTM", model, data);
    }
    ComparisonContents comparison = ComparisonContents.of("CRF and LSTM", List.of(before, after));
    System.out.println(comparison.pairs().get(0).explanation(comparison.measure()));
    Report report = Report.in(options.file("from-crf"));
    report.write(comparison);
    System.out.println("report " + report.html());
    return 0;
  }

  private static ScoredModel evaluated(String name, SequenceModel<Label> model, Data data) {
    ScoredModel compared = ScoredModel.of(name, model, data.test());
    TextEvaluation evaluation = compared.evaluation();
    System.out.printf(
        "%-4s %s %.2f %%%n", name, evaluation.measure(), 100 * evaluation.headline().value());
    return compared;
  }

  private static Data builtIn() {
    TaggedCorpus corpus =
        new CorpusGenerator().generate(new CorpusGenerator.Sizes(1000, 1, 400), 1);
    var extractor = new FormAndBias();
    return new Data(
        new MutableSequenceDataset<>(new TokenListDataSource("train", corpus.train(), extractor)),
        new MutableSequenceDataset<>(new TokenListDataSource("test", corpus.test(), extractor)));
  }

  private Data fromFiles() throws IOException {
    if (files.size() != 2) {
      throw new ParameterException(
          spec.commandLine(), "expected two files, TRAIN and TEST, got one; name the other, too");
    }
    var extractor = new FormAndBias();
    return new Data(
        new MutableSequenceDataset<>(
            new ConlluDataSource(files.get(0), ConlluColumn.UPOS, extractor)),
        new MutableSequenceDataset<>(
            new ConlluDataSource(files.get(1), ConlluColumn.UPOS, extractor)));
  }
}

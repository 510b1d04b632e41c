package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.text.ConlluColumn;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A program that trains a part-of-speech tagger on CoNLL-U files and evaluates it. */
@Command(
    name = "parts-of-speech",
    description = "A part-of-speech tagger from CoNLL-U files, with an evaluation report.")
public final class PartsOfSpeech implements Callable<Integer> {
  @Mixin private TagFiles files;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      defaultValue = "UPOS",
      description = "Column of the labels, such as UPOS or XPOS. Default: ${DEFAULT-VALUE}.")
  private ConlluColumn column;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "8",
      description = "Training epochs; 0 for as many as small data need. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Mixin private ProgramOptions options;

  @Override
  public Integer call() throws IOException {
    var sizes = new CorpusGenerator.Sizes(1000, 200, 400);
    List<Path> paths =
        files.orWrite(
            () -> new CorpusGenerator().generate(sizes, 1),
            CorpusFiles.Format.CONLLU,
            options.file("parts-of-speech"));
    var train = data(paths.get(0));
    var dev = data(paths.get(1));
    var test = data(paths.get(2));
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder().epochs(epochs).hiddenSize(96).learningRate(0.004).build();
    try (LstmTaggerModel model =
        trainer.train(TrainingRequest.on(train).dev(dev).listener(new EpochLines()))) {
      ModelReport.write(
          "Parts of speech", model, test, options.file("parts-of-speech/model.tribuo"));
    }
    return 0;
  }

  private MutableSequenceDataset<Label> data(Path file) throws IOException {
    return new MutableSequenceDataset<>(
        new ConlluDataSource(file, column, new WordFormFeatureExtractor()));
  }
}

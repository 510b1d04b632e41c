package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.evaluation.LabelScore;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.definition.Preset;
import org.tributary.text.ColumnLayout;
import org.tributary.text.ColumnReader;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.evaluation.SpanEvaluator;
import org.tributary.tribuo.input.TokenVectors;
import org.tributary.tribuo.input.WordForms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A program that trains a named entity tagger with a CRF, whose labels always keep to the tag
 * scheme, and evaluates its spans.
 */
@Command(
    name = "named-entities",
    description = "Named entities by an LSTM-CRF with constraints, with a report of its spans.")
public final class NamedEntities implements Callable<Integer> {
  private static final List<String> SENTENCE =
      List.of("Captain", "Lincoln", "moved", "from", "Lincoln", "to", "Ford", "Motors", ".");

  @Mixin private TagFiles files;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "BIO",
      description = "Tag scheme of the files: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TagScheme scheme;

  @Option(
      names = "--label-column",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Column of the labels, from 1; words are in column 1. Default: ${DEFAULT-VALUE}.")
  private int labelColumn;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Training epochs; 0 for as many as small data need. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--token-vectors",
      paramLabel = "FILE",
      description = "ONNX file of a transformer, beside its tokenizer.json. Default: none.")
  private Optional<Path> encoder = Optional.empty();

  @Mixin private ProgramOptions options;

  @Override
  public Integer call() throws IOException {
    var sizes = new CorpusGenerator.Sizes(1000, 200, 400);
    List<Path> paths =
        files.orWrite(
            () -> CorpusGenerator.ofEntities().generate(sizes, 1),
            CorpusFiles.Format.COLUMNS,
            options.file("named-entities"));
    var train = data(paths.get(0));
    var dev = data(paths.get(1));
    var test = data(paths.get(2));
    var trainer =
        LstmTaggerTrainer.builder().crf(scheme).epochs(epochs).hiddenSize(96).learningRate(0.004);
    if (encoder.isPresent()) {
      var vectors = new TokenVectors(encoder.get(), encoder.get().resolveSibling("tokenizer.json"));
      trainer = trainer.preset(Preset.CONTEXTUAL).inputs(List.of(new WordForms(64), vectors));
    }
    try (LstmTaggerModel model =
        trainer.build().train(TrainingRequest.on(train).dev(dev).listener(new EpochLines()))) {
      for (LabelScore type : new SpanEvaluator().evaluate(model, test).types()) {
        System.out.printf(
            "%-4s precision %.2f, recall %.2f, F1 %.2f (support %d)%n",
            type.label(),
            100 * type.precision(),
            100 * type.recall(),
            100 * type.f1(),
            type.support());
      }
      Tagging tagging = model.tagger().tag(SENTENCE);
      for (TaggedSpan span : tagging.spans()) {
        System.out.printf("%s %s (%.2f)%n", span.type(), span.text(), span.probability());
      }
      ModelReport.write("Named entities", model, test, options.file("named-entities/model.tribuo"));
    }
    return 0;
  }

  /** Reads a file, of which a label of another scheme is refused by its line. */
  private MutableSequenceDataset<Label> data(Path file) throws IOException {
    ColumnLayout layout = ColumnLayout.of(1, labelColumn).converting(scheme, scheme);
    try (ColumnReader reader = ColumnReader.open(file, layout)) {
      while (reader.read().isPresent()) {}
    }
    return new MutableSequenceDataset<>(
        new ColumnDataSource(file, 1, labelColumn, new WordFormFeatureExtractor()));
  }
}

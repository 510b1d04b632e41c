package org.tributary.examples.taggers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSSample;
import opennlp.tools.postag.POSTagFormat;
import opennlp.tools.postag.POSTaggerFactory;
import opennlp.tools.postag.POSTaggerME;
import opennlp.tools.util.CollectionObjectStream;
import opennlp.tools.util.TrainingParameters;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;

/**
 * OpenNLP's part-of-speech tagger with its default features and parameters.
 *
 * @param algorithm the training algorithm
 */
public record OpenNlpLibrary(Algorithm algorithm) implements TaggerLibrary {

  /** The training algorithms of OpenNLP. */
  public enum Algorithm {
    /** Averaged perceptron without a cutoff, which scores slightly better than with one. */
    PERCEPTRON("PERCEPTRON", 0),
    /** Maximum entropy with OpenNLP's default cutoff. */
    MAXENT("MAXENT", TrainingParameters.CUTOFF_DEFAULT_VALUE);

    private final String parameter;
    private final int cutoff;

    Algorithm(String parameter, int cutoff) {
      this.parameter = parameter;
      this.cutoff = cutoff;
    }
  }

  @Override
  public String name() {
    return "OpenNLP " + algorithm.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ComparedTagger train(
      MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> dev) {
    TrainingParameters parameters = new TrainingParameters();
    parameters.put(TrainingParameters.ALGORITHM_PARAM, algorithm.parameter);
    parameters.put(
        TrainingParameters.ITERATIONS_PARAM, TrainingParameters.ITERATIONS_DEFAULT_VALUE);
    parameters.put(TrainingParameters.CUTOFF_PARAM, algorithm.cutoff);
    List<POSSample> samples =
        LabelledSentences.of(train).stream()
            .map(s -> new POSSample(array(s.tokens()), array(s.labels())))
            .toList();
    try {
      POSModel model =
          POSTaggerME.train(
              "x-unspecified",
              new CollectionObjectStream<>(samples),
              parameters,
              new POSTaggerFactory());
      // CUSTOM: predict the training labels unchanged, for any tag set
      POSTaggerME tagger = new POSTaggerME(model, POSTagFormat.CUSTOM);
      return sentences -> sentences.stream().map(s -> List.of(tagger.tag(array(s)))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}

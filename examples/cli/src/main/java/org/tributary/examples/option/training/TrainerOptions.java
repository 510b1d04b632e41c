package org.tributary.examples.option.training;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.List;
import org.tributary.examples.text.NumberFormats;
import org.tributary.feature.WordFormInputs;
import org.tributary.param.TensorType;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options for the tagger and its training. */
public final class TrainerOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin EncoderOptions encoder;
  @Mixin private OptimizerOptions optimizer;

  @Option(
      names = "--preset",
      paramLabel = "SIZE",
      defaultValue = "default",
      description =
          "Size of the tagger: fast (one layer of 2 x 100 on word forms, tables of 16 bits),"
              + " default, accurate (the default with two layers of 2 x 256) or contextual (two"
              + " layers of 2 x 200 on word forms and --token-vectors);"
              + " other options change single settings. Default: ${DEFAULT-VALUE}.")
  Preset preset;

  @Option(
      names = "--table-precision",
      paramLabel = "TYPE",
      description =
          "Type of the numbers of all embedding tables in the model file: F32, or F16 for about half"
              + " the size. Default: F32; F16 with --preset fast; with --from"
              + " that of the base model.")
  private TensorType tablePrecision;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Number of passes over the training file; 0 selects "
              + TaggerDefaults.EPOCHS
              + ", or "
              + TaggerDefaults.SPAN_EPOCHS
              + " for span labels, or more for a small file, for at least "
              + TaggerDefaults.MIN_STEPS
              + " training steps. Default: ${DEFAULT-VALUE}.")
  int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Sentences per training step; 0 selects "
              + TaggerDefaults.BATCH_SIZE
              + ", or "
              + TaggerDefaults.SPAN_BATCH_SIZE
              + " for span labels, or fewer for a small file, for at least "
              + TaggerDefaults.MIN_STEPS
              + " training steps. Default: ${DEFAULT-VALUE}.")
  int batchSize;

  @Option(
      names = "--batch-words",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Maximum words per training step, instead of --batch-size; 0 turns it off. Default:"
              + " ${DEFAULT-VALUE}.")
  int batchWords;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Early stopping after N consecutive epochs without a better dev score; 0 turns it off."
              + " Default: ${DEFAULT-VALUE}.")
  private int patience;

  @Option(
      names = "--embedding-size",
      paramLabel = "N",
      defaultValue = "" + WordFormInputs.WORD_SIZE,
      description = "Size of the word embedding. Default: ${DEFAULT-VALUE}.")
  private int embedding;

  @Option(
      names = "--word-dropout",
      paramLabel = "P",
      defaultValue = "" + TaggerDefaults.BY_LABELS,
      description =
          "Word dropout: probability of reading a word as unknown in training; -1 selects "
              + TaggerDefaults.WORD_DROPOUT
              + ", or "
              + TaggerDefaults.SPAN_WORD_DROPOUT
              + " for span labels. Default: ${DEFAULT-VALUE}.")
  double wordDropout;

  @Option(
      names = "--unk-rate",
      paramLabel = "R",
      defaultValue = "" + TaggerDefaults.BY_LABELS,
      description =
          "Rate R of UNK replacement: training reads a word seen n times as unknown with"
              + " probability R/(R+n), with its lower case, affixes and other features that are no more"
              + " frequent; -1 selects "
              + TaggerDefaults.UNKNOWN_RATE
              + ", or "
              + TaggerDefaults.SPAN_UNKNOWN_RATE
              + " for span labels. Default: ${DEFAULT-VALUE}.")
  double unknownRate;

  @Mixin private AuxiliaryTaskOptions auxiliaryTasks;
  @Mixin HeadOptions head;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + TaggerDefaults.SEED,
      description =
          "Random seed; the same seed and number of threads reproduce the model. Default:"
              + " ${DEFAULT-VALUE}.")
  private long seed;

  /** Returns the size of the word embedding. */
  int embedding() {
    return embedding;
  }

  /** Returns the random seed. */
  public long seed() {
    return seed;
  }

  /**
   * Builds a trainer.
   *
   * @param inputs inputs of the tagger
   * @param seed random seed
   * @throws ParameterException if an option is out of range
   */
  public LstmTaggerTrainer trainer(List<TaggerInput> inputs, long seed) {
    try {
      LstmTaggerTrainerBuilder builder = encoder.configure(LstmTaggerTrainer.builder());
      return head.configure(auxiliaryTasks.configure(optimizer.configure(builder)))
          .wordDropout(wordDropout)
          .unknownRate(unknownRate)
          .loggingInterval(0) // the command shows its own progress
          .preset(preset)
          .tablePrecision(tablePrecision)
          .epochs(epochs)
          .batchSize(batchSize)
          .batchWords(batchWords)
          .patience(patience)
          .embeddingSize(embedding)
          .inputs(inputs)
          .seed(seed)
          .build();
    } catch (PropertyException e) { // from the optimizer, a separate component
      throw new ParameterException(command.commandLine(), e.getProperty() + ": " + e.getMsg(), e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private String epochsText() {
    return epochs > 0 ? Integer.toString(epochs) : "by data";
  }

  /** Returns whether the characters of words are read by default. */
  boolean readsCharacters() {
    return preset.readsCharacters();
  }

  private String batches() {
    if (batchWords > 0) {
      return NumberFormats.count(batchWords, "word");
    }
    return batchSize > 0 ? Integer.toString(batchSize) : "sentences by data";
  }

  private static String byLabels(double value) {
    return value == TaggerDefaults.BY_LABELS ? "by labels" : Double.toString(value);
  }

  /** Returns these options as text, without those of the network. */
  public String withoutNetwork() {
    return "%s; epochs %s, batches of %s, word dropout %s, UNK rate %s, %s, seed %d"
        .formatted(
            optimizer,
            epochsText(),
            batches(),
            byLabels(wordDropout),
            byLabels(unknownRate),
            auxiliaryTasks,
            seed);
  }

  @Override
  public String toString() {
    return "%s; %s; %s, epochs %s, batches of %s, embedding %d, word dropout %s, UNK rate %s, %s, seed %d"
        .formatted(
            encoder.text(preset),
            optimizer,
            head,
            epochsText(),
            batches(),
            embedding,
            byLabels(wordDropout),
            byLabels(unknownRate),
            auxiliaryTasks,
            seed);
  }
}

package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Options;
import org.tributary.tribuo.config.TaggerOptimizerOptions;
import org.tributary.tribuo.internal.ConfigCheck;

/**
 * OLCUT command-line options of an {@link LstmTaggerTrainer}, the counterpart of Tribuo's {@code
 * CRFOptions}. All option names begin with {@code --lstm-}, so they combine with the options of
 * other trainers. Inputs other than word forms and characters need a configuration file.
 */
public final class LstmTaggerOptions extends LstmTaggerTrainerBuilder.Settings implements Options {
  /** Options of the optimizer. */
  public TaggerOptimizerOptions optimizerOptions = new TaggerOptimizerOptions();

  /** Creates options with their default values; OLCUT sets the fields. */
  public LstmTaggerOptions() {}

  /**
   * Returns a trainer with these options.
   *
   * @throws IllegalArgumentException if an option is out of range; the message names it
   */
  public LstmTaggerTrainer getSequenceTrainer() {
    LstmTaggerTrainer trainer = new LstmTaggerTrainer(this);
    trainer.optimizer = optimizerOptions.optimizer();
    // OLCUT parses an empty argument as one blank key
    trainer.auxiliaryTasks = auxiliaryTasks.stream().filter(key -> !key.isBlank()).toList();
    ConfigCheck.asArguments(trainer::postConfig);
    return trainer;
  }

  @Override
  public String getOptionsDescription() {
    return "Options of the LSTM tagger trainer.";
  }
}

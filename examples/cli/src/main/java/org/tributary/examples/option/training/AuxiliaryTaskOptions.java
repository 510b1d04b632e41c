package org.tributary.examples.option.training;

import java.util.List;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.data.TokenMetadata;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options for the auxiliary tasks. */
final class AuxiliaryTaskOptions {
  private static final List<String> VALID_COLUMNS =
      TokenMetadata.COLUMNS.stream()
          .map(key -> key.substring(TokenMetadata.CONLLU.length()))
          .toList();

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--auxiliary-columns",
      paramLabel = "COLUMN",
      split = ",",
      defaultValue = "upos,xpos,feats,deprel,head",
      description =
          "Auxiliary tasks: further CoNLL-U columns predicted in training (multi-task learning):"
              + " upos, xpos, feats, deprel and head (the head's tag and side); '' for none. Columns"
              + " absent from the file and the label column are skipped. Default: ${DEFAULT-VALUE}.")
  private List<String> columns;

  @Option(
      names = "--auxiliary-weight",
      paramLabel = "W",
      defaultValue = "" + TaggerDefaults.AUXILIARY_WEIGHT,
      description = "Loss weight of the auxiliary tasks. Default: ${DEFAULT-VALUE}.")
  private double weight;

  /**
   * Applies these options to {@code builder}.
   *
   * @throws ParameterException if a column is unknown
   */
  LstmTaggerTrainerBuilder configure(LstmTaggerTrainerBuilder builder) {
    return builder.auxiliaryTasks(keys(), weight);
  }

  /** Returns the metadata keys of the columns. */
  private List<String> keys() {
    List<String> named = columns.stream().filter(column -> !column.isBlank()).toList();
    for (String column : named) {
      if (!VALID_COLUMNS.contains(column)) {
        throw new ParameterException(
            command.commandLine(),
            "--auxiliary-columns: expected columns of %s, got '%s'"
                .formatted(VALID_COLUMNS, column));
      }
    }
    return named.stream().map(column -> TokenMetadata.CONLLU + column).toList();
  }

  @Override
  public String toString() {
    return "auxiliary columns " + columns;
  }
}

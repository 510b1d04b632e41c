package org.tributary.examples.option;

import org.tributary.tagger.VectorStorage;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option for the storage of a model's pretrained vectors. */
public final class VectorStorageOption extends MixinOptions {
  /** The name. */
  public static final String NAME = "--vector-storage";

  @Option(
      names = NAME,
      paramLabel = "PLACE",
      defaultValue = "inside",
      description =
          "Storage of the pretrained vectors: inside the file of the model, or beside it, in a file of the"
              + " same folder that models with the same vectors share. Default: ${DEFAULT-VALUE}.")
  private VectorStorage place;

  /**
   * Checks that a model to be trained can have vectors.
   *
   * @param mayHaveVectors whether there are vectors, or a base model may have some
   * @throws ParameterException if the option needs vectors, and there are none
   */
  public void check(boolean mayHaveVectors) {
    if (place == VectorStorage.BESIDE && !mayHaveVectors) {
      throw wrongUsage(NAME + ": expected a vector file; add --vectors FILE");
    }
  }

  /** Returns the place. */
  public VectorStorage place() {
    return place;
  }
}

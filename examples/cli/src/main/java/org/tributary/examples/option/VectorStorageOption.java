package org.tributary.examples.option;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.VectorStorage;
import picocli.CommandLine.Option;

/** The option for the storage of a model's pretrained vectors. */
public final class VectorStorageOption {
  /** The name. */
  public static final String NAME = "--vector-storage";

  @Option(
      names = NAME,
      paramLabel = "PLACE",
      defaultValue = "inside",
      description =
          "Storage of the pretrained vectors: inside the model file, or beside it, in a file of the"
              + " same folder that models with the same vectors share. Default: ${DEFAULT-VALUE}.")
  private VectorStorage place;

  /** Saves a model. */
  public void save(LstmTaggerModel model, Path file) throws IOException {
    model.save(file, place);
  }
}

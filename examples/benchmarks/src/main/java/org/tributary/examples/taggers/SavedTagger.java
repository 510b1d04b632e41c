package org.tributary.examples.taggers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tribuo.LstmTaggerModel;

/**
 * A tagger of Tributary that was trained before, with the feature extractor that it records.
 *
 * @param file the Tribuo model
 */
public record SavedTagger(Path file) implements TaggerLibrary {

  @Override
  public String name() {
    return file.getFileName().toString();
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public ComparedTagger train(
      MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> dev) {
    try {
      LstmTaggerModel model = LstmTaggerModel.load(file);
      return new SequenceModelTagger(model, model.extractor());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }
}

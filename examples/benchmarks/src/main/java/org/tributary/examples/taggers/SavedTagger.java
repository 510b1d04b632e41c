package org.tributary.examples.taggers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tribuo.LstmTaggerModel;

/**
 * A tagger of Tributary that was trained before, with the feature extractor that it records.
 *
 * @param file the Tribuo model
 * @param model the opened model; the tagger that {@link #train} returns closes it
 */
public record SavedTagger(Path file, LstmTaggerModel model) implements TaggerLibrary {

  /**
   * Opens a saved tagger.
   *
   * @throws IOException if the model cannot be read
   * @throws IllegalStateException if it records no feature extractor
   */
  public static SavedTagger open(Path file) throws IOException {
    LstmTaggerModel model = LstmTaggerModel.load(file);
    try {
      model.extractor();
    } catch (IllegalStateException e) {
      model.close();
      throw e;
    }
    return new SavedTagger(file, model);
  }

  @Override
  public String name() {
    return file.toString();
  }

  /** Returns the labels that the tagger predicts. */
  public Set<String> labels() {
    return model.getOutputIDInfo().getDomain().stream()
        .map(Label::getLabel)
        .collect(Collectors.toSet());
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public ComparedTagger train(
      MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> dev) {
    return TributaryTagger.of(model, model.extractor());
  }
}

package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.split.SplitDataSource;

/**
 * The sentences of a training.
 *
 * @param train the training sentences
 * @param dev the development sentences; empty if there are none
 * @param holdsOut whether dev is a part of the training file that was held out
 * @param devNote a note on the choice of the development sentences
 */
public record TrainingFiles(
    LabelledFile train, Optional<LabelledFile> dev, boolean holdsOut, Optional<String> devNote) {

  /**
   * The choice of the sentences in a training file.
   *
   * @param columns the format and the columns of words and labels
   * @param share the share, from 0 to below 1, that is held out as development sentences if there
   *     is no file of them
   * @param seed the seed of the sentences that are held out
   */
  public record Choice(Columns columns, double share, long seed) {
    /**
     * Reads the files.
     *
     * @param dev the development file; empty if there is none
     * @throws IOException as {@link LabelledFile#read}
     * @throws JobException if sentences are to be held out and the file has a single one
     */
    public TrainingFiles read(Path train, Optional<Path> dev, TokenFeatureExtractor extractor)
        throws IOException {
      if (dev.isEmpty() && share > 0) {
        return holdOut(train, columns, extractor, share, seed);
      }
      LabelledFile training = LabelledFile.read(train, columns, extractor);
      if (dev.isEmpty()) {
        return new TrainingFiles(training, Optional.empty(), false, Optional.empty());
      }
      LabelledFile development = LabelledFile.read(dev.get(), columns, extractor);
      Optional<String> note =
          Files.isSameFile(train, dev.get())
              ? Optional.of(
                  "--dev is the training file: its scores do not show how other text is labelled")
              : Optional.empty();
      return new TrainingFiles(training, Optional.of(development), false, note);
    }
  }

  /** Reads a file and holds out a random share of its sentences as development sentences. */
  private static TrainingFiles holdOut(
      Path train, Columns columns, TokenFeatureExtractor extractor, double share, long seed)
      throws IOException {
    LabelledSequenceSource whole = LabelledFile.source(train, columns, extractor);
    int sentences = new MutableSequenceDataset<>(whole).size();
    if (sentences < 2) {
      throw new JobException(
          "%s: expected at least 2 sentences to hold some out for choosing the best epoch, got %d; name other sentences with --dev, or hold none out with --dev-share 0"
              .formatted(train, sentences));
    }
    LabelledFile rest = LabelledFile.of(train, SplitDataSource.rest(whole, share, seed));
    LabelledFile heldOut = LabelledFile.of(train, SplitDataSource.heldOut(whole, share, seed));
    String note =
        String.format(
            Locale.ROOT,
            "without --dev, %s of %s training sentences (%.3g %%, chosen by seed %d) %s held out as development sentences",
            NumberFormats.count(heldOut.sentences().size()),
            NumberFormats.count(sentences),
            100.0 * heldOut.sentences().size() / sentences,
            seed,
            heldOut.sentences().size() == 1 ? "is" : "are");
    return new TrainingFiles(rest, Optional.of(heldOut), true, Optional.of(note));
  }

  /**
   * Checks that sentences that were held out have a label of the rest, for a training that starts
   * from no model.
   *
   * @throws JobException if they share none
   */
  public void requireSharedLabel() {
    if (!holdsOut) {
      return;
    }
    LabelledFile heldOut = dev.orElseThrow();
    if (!Collections.disjoint(train.labels(), heldOut.labels())) {
      return;
    }
    int count = heldOut.sentences().size();
    throw new JobException(
        "%s: expected held-out sentences with a label of the other training sentences, such as %s, got none in %d held out of %d; add sentences, name others with --dev FILE, or hold none out with --dev-share 0"
            .formatted(
                train.path(),
                train.labels().iterator().next(),
                count,
                count + train.sentences().size()));
  }

  /**
   * Returns notes on the sentences: those held out, unseen labels, a label other than span labels,
   * and missing labels.
   *
   * @param base the model that training starts from, if there is one
   */
  public List<String> notes(Columns columns, Optional<LstmTaggerModel> base) {
    List<String> notes = new ArrayList<>();
    devNote.ifPresent(notes::add);
    dev.ifPresent(
        file ->
            unseenLabelNote(file, base)
                .ifPresent(
                    note ->
                        notes.add(
                            "%s%s: %s"
                                .formatted(
                                    file.path(), holdsOut ? ", held-out sentences" : "", note))));
    if (base.isEmpty()) {
      train.nonSpanLabelNote().ifPresent(notes::add);
    }
    long missing = train.missingLabelCount();
    boolean mayBeEmpty = columns.labels().equals(new LabelColumnChoice("feats"));
    if (missing > 0 && !mayBeEmpty) {
      notes.add(
          "%s: %s of its words have the label _, which is learned like any other"
              .formatted(train.path(), NumberFormats.count(missing)));
    }
    return notes;
  }

  private Optional<String> unseenLabelNote(LabelledFile file, Optional<LstmTaggerModel> base) {
    if (base.isPresent()) {
      return file.unseenLabelNote(Set.copyOf(base.get().labels()), "the base model");
    }
    return file.unseenLabelNote(train.labels(), holdsOut ? "the rest" : "the training file");
  }
}

package org.tributary.examples.service;

import java.io.IOException;
import org.tributary.tagger.Tagger;

/** A source of the served model, opened at the start and at each reload. */
@FunctionalInterface
interface ModelSource {

  /**
   * Opens the model.
   *
   * @throws IOException with a one-line reason if it cannot be opened
   */
  Tagger open() throws IOException;
}

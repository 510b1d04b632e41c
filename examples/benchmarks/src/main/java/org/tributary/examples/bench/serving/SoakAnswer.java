package org.tributary.examples.bench.serving;

import java.util.List;
import org.tributary.tagger.Tagging;

/** The bits of an answer: labels and probabilities. Equal bits make equal answers. */
record SoakAnswer(List<String> labels, List<Double> probabilities) {
  static SoakAnswer of(Tagging tagging) {
    return new SoakAnswer(tagging.labels(), tagging.probabilities());
  }
}

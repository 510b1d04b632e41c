package org.tributary.tribuo.input.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.InputColumn;
import org.tributary.feature.WordReader;
import org.tributary.onnx.TokenVectorColumn;

/** A reader of words for token vectors; a step without a word is read as an empty one. */
final class TokenVectorReader implements InputReader {
  private final String group;
  private final WordReader<TokenVectorColumn> words;

  TokenVectorReader(ResolvedInput.TokenVectors vectors) {
    this.group = vectors.group();
    this.words = vectors.input().wordReader().orElseThrow();
  }

  @Override
  public int entries() {
    return 1;
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    return words.column(
        steps.stream().map(step -> step.symbol(group).orElse("")).toList(), symbol -> 0);
  }

  @Override
  public Optional<List<TokenVectorColumn>> readTogether(List<SequenceExample<Label>> examples) {
    List<List<String>> sentences = new ArrayList<>(examples.size());
    for (SequenceExample<Label> example : examples) {
      List<String> sentence = new ArrayList<>(example.size());
      for (Example<Label> step : example) {
        sentence.add(StepFeatures.symbol(step, group).orElse(""));
      }
      sentences.add(sentence);
    }
    return Optional.of(words.columns(sentences, symbol -> 0));
  }

  @Override
  public void close() {
    words.close();
  }
}

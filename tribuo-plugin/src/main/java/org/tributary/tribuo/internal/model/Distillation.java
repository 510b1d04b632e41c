package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.NullChecks;
import org.tributary.internal.SentenceChecks;
import org.tributary.internal.tagger.DataHash;
import org.tributary.tagger.SoftLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.train.tagger.Teachers;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.TokenSequences;

/**
 * The soft labels of a training request: teachers and raw sentences. The teachers tag at the first
 * use, once. Thread-safe.
 */
public final class Distillation {
  private final SequenceDataset<Label> examples;
  private final Optional<Teachers> teachers;
  private final Optional<Raw> raw;
  private Taught taught; // at the first use

  /**
   * Sentences without labels.
   *
   * @param sentences the tokens of each sentence
   * @param extractor the extractor of their features
   */
  public record Raw(List<List<String>> sentences, TokenFeatureExtractor extractor) {
    public Raw {
      SentenceChecks.requireTokens(sentences);
      NullChecks.require("extractor", "that of the training data", extractor);
      sentences = List.copyOf(sentences);
    }

    public String sha256() {
      DataHash hash = new DataHash();
      sentences.forEach(hash::add);
      return hash.hex();
    }
  }

  /**
   * The teachers' results.
   *
   * @param softLabels the soft labels of the examples of a weight above 0, then of the raw
   *     sentences
   * @param raw the raw sentences with the teachers' most probable labels
   * @param all the examples and the raw sentences; the examples themselves without raw sentences
   */
  public record Taught(
      List<SoftLabels> softLabels, List<SequenceExample<Label>> raw, SequenceDataset<Label> all) {

    /** Returns sequences with their soft labels. */
    public List<LabelledSequence> add(List<LabelledSequence> sequences, List<String> labels) {
      return IntStream.range(0, sequences.size())
          .mapToObj(
              k -> {
                SoftLabels soft = softLabels.get(k);
                return sequences.get(k).withSoftTargets(soft.over(labels), soft.weight());
              })
          .toList();
    }

    /** Returns the SHA-256 of the soft labels. */
    public String sha256() {
      return SoftLabels.sha256(softLabels);
    }
  }

  public Distillation(
      SequenceDataset<Label> examples, Optional<Teachers> teachers, Optional<Raw> raw) {
    this.examples = examples;
    this.teachers = teachers;
    this.raw = raw;
  }

  public Optional<Teachers> teachers() {
    return teachers;
  }

  public Optional<Raw> raw() {
    return raw;
  }

  /** Returns whether the loss counts the labels of the training data. */
  public boolean countsLabels() {
    return teachers.orElseThrow().weight() < 1;
  }

  /**
   * Checks the request before the teachers tag.
   *
   * @throws IllegalArgumentException if there are raw sentences without teachers, or features of
   *     another extractor than the training data's
   */
  public void check() {
    if (teachers.isEmpty()) {
      throw new IllegalArgumentException(
          "raw sentences: expected teachers, whose labels they get, got none; call teachers(Teachers.of(...))");
    }
    RecordedExtractor.requireEqual(
        RecordedExtractor.in(examples.getProvenance()),
        raw.map(sentences -> sentences.extractor().getProvenance()),
        "raw sentences: expected the extractor of the training data %s, got %s; pass the extractor that the training data were read with");
  }

  /**
   * Returns the soft labels; the first call waits for the teachers.
   *
   * @throws IllegalArgumentException if a step has no text, or as {@link Teachers#teach}
   */
  public synchronized Taught taught() {
    if (taught == null) {
      taught = teach();
    }
    return taught;
  }

  private Taught teach() {
    List<TaggedSentence> labelled = new ArrayList<>();
    int number = 0;
    for (SequenceExample<Label> example : examples) {
      number++;
      if (example.getWeight() != 0) {
        labelled.add(sentence(example, number));
      }
    }
    List<SoftLabels> soft = new ArrayList<>();
    teachers.orElseThrow().teach(labelled).forEach(s -> s.softLabels().ifPresent(soft::add));
    if (raw.isEmpty()) {
      return new Taught(List.copyOf(soft), List.of(), examples);
    }
    List<SequenceExample<Label>> unlabelled = new ArrayList<>();
    for (TaggedSentence sentence : teachers.get().label(raw.get().sentences())) {
      sentence.softLabels().ifPresent(soft::add);
      unlabelled.add(TokenSequences.of(sentence, raw.get().extractor()));
    }
    MutableSequenceDataset<Label> all =
        new MutableSequenceDataset<>(examples.getSourceProvenance(), new LabelFactory());
    examples.forEach(all::add);
    unlabelled.forEach(all::add);
    return new Taught(List.copyOf(soft), List.copyOf(unlabelled), all);
  }

  private static TaggedSentence sentence(SequenceExample<Label> example, int number) {
    List<String> tokens = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Example<Label> step : example) {
      Optional<String> token = TokenMetadata.token(step);
      if (token.isEmpty()) {
        throw new IllegalArgumentException(
            "teachers: expected the text of each word as metadata \"%s\" of the training data, got none at step %d of sequence %d; read the data by a source of Tributary, or make the sequences by TokenSequences"
                .formatted(TokenMetadata.TOKEN, tokens.size() + 1, number));
      }
      tokens.add(token.get());
      labels.add(step.getOutput().getLabel());
    }
    return new TaggedSentence(tokens, labels);
  }
}

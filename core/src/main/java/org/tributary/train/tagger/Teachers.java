package org.tributary.train.tagger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.head.LabelDistributions;
import org.tributary.internal.NullChecks;
import org.tributary.internal.SentenceChecks;
import org.tributary.internal.TaskPool;
import org.tributary.tagger.SoftLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;

/**
 * The teachers of a student in knowledge distillation (Hinton, Vinyals and Dean 2015): trained
 * taggers, an ensemble if there are several. They add the mean of their label distributions to
 * labelled sentences, and label raw ones; {@link TaggerTrainer#train} trains the student on them.
 * Immutable and thread-safe.
 *
 * <p>The distribution of a CRF is that of its marginals. Labels are matched by name: a label that
 * some teacher lacks has probability 0 for it.
 *
 * <pre>{@code
 * Teachers teachers = Teachers.of(List.of(first, second));
 * List<TaggedSentence> sentences = new ArrayList<>(teachers.teach(train));
 * sentences.addAll(teachers.label(raw));
 * WordTagger student = TaggerTrainer.train(definition, sentences, dev, options, listener);
 * }</pre>
 */
public final class Teachers {
  /** The default weight of the distributions in the loss of labelled sentences. */
  public static final double DEFAULT_WEIGHT = 0.5;

  /** Maximum number of sentences tagged at once; bounds the memory of their scores. */
  private static final int MAX_SENTENCES = 4096;

  private final List<String> names;
  private final List<Tagger> taggers;
  private final List<String> labels;
  private final double weight;
  private final Progress progress;

  /** A listener of the teachers' tagging. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Reports that the tagging begins, or that a batch of sentences is tagged by all teachers. An
     * exception ends the tagging.
     *
     * @param sentences the number of tagged sentences
     * @param total the number of all sentences of the call
     */
    void tagged(int sentences, int total);
  }

  private Teachers(
      List<String> names,
      List<Tagger> taggers,
      List<String> labels,
      double weight,
      Progress progress) {
    this.names = names;
    this.taggers = taggers;
    this.labels = labels;
    this.weight = weight;
    this.progress = progress;
  }

  /**
   * Returns teachers with {@link #DEFAULT_WEIGHT}, named by their numbers.
   *
   * @param taggers at least one; they stay open, and the caller closes them
   * @throws IllegalArgumentException if there is none
   */
  public static Teachers of(List<? extends Tagger> taggers) {
    NullChecks.requireElements("teachers", "tagger", taggers);
    Map<String, Tagger> named = new LinkedHashMap<>();
    taggers.forEach(tagger -> named.put("teacher %d".formatted(named.size() + 1), tagger));
    return of(named);
  }

  /**
   * Returns teachers with {@link #DEFAULT_WEIGHT}.
   *
   * @param taggers at least one, by name, such as that of its file, in a map with a fixed order,
   *     such as a {@link LinkedHashMap}: it is the order of labels and of sums. Messages and the
   *     student's training information have the names. They stay open, and the caller closes them
   * @throws IllegalArgumentException if there is none
   */
  public static Teachers of(Map<String, ? extends Tagger> taggers) {
    NullChecks.require("teachers", "taggers by name", taggers);
    if (taggers.isEmpty()) {
      throw new IllegalArgumentException("teachers: expected at least one tagger, got none");
    }
    taggers.forEach(
        (name, tagger) -> NullChecks.require("teacher " + name, "an open tagger", tagger));
    Set<String> labels = new LinkedHashSet<>();
    taggers.values().forEach(tagger -> labels.addAll(tagger.labels()));
    return new Teachers(
        List.copyOf(taggers.keySet()),
        List.copyOf(taggers.values()),
        List.copyOf(labels),
        DEFAULT_WEIGHT,
        (sentences, total) -> {});
  }

  /**
   * Returns teachers with another weight on labelled sentences.
   *
   * @param weight L, above 0 and at most 1: the loss of a token is (1 - L) times that of its label,
   *     plus L times the cross-entropy to the teachers' distribution
   * @throws IllegalArgumentException if it is out of range
   */
  public Teachers weight(double weight) {
    SoftLabels.requireWeight(weight);
    return new Teachers(names, taggers, labels, weight, progress);
  }

  /** Returns teachers that report to {@code listener} from the calling thread. */
  public Teachers progress(Progress listener) {
    NullChecks.require("progress", "a listener", listener);
    return new Teachers(names, taggers, labels, weight, listener);
  }

  /** Returns the weight on labelled sentences. */
  public double weight() {
    return weight;
  }

  /** Returns the labels of all teachers, each once, those of the first teacher first. */
  public List<String> labels() {
    return labels;
  }

  /**
   * Returns the name of each teacher with the SHA-256 of its parameters, as in {@code teacher 1
   * (SHA-256 …)}; without the latter for a tagger that does not have it.
   */
  public List<String> descriptions() {
    return IntStream.range(0, taggers.size())
        .mapToObj(
            k ->
                taggers
                    .get(k)
                    .parametersSha256()
                    .map(hash -> "%s (SHA-256 %s)".formatted(names.get(k), hash))
                    .orElse(names.get(k)))
        .toList();
  }

  /**
   * Returns labelled sentences with the teachers' distributions, in order.
   *
   * @throws IllegalArgumentException if a teacher has none of the sentences' labels, or reads
   *     numbers
   * @throws IllegalStateException if a teacher is closed
   * @throws UnsupportedOperationException if a teacher has no probabilities
   * @throws org.tributary.InterruptedCallException as {@link Tagger#tagAll}
   */
  public List<TaggedSentence> teach(List<TaggedSentence> sentences) {
    NullChecks.requireElements("sentences", "sentence", sentences);
    requireCommonLabels(
        sentences.stream()
            .flatMap(sentence -> sentence.labels().stream())
            .collect(Collectors.toCollection(TreeSet::new)));
    List<SoftLabels> soft =
        softLabels(sentences.stream().map(TaggedSentence::tokens).toList(), weight);
    return IntStream.range(0, soft.size())
        .mapToObj(k -> sentences.get(k).withSoftLabels(soft.get(k)))
        .toList();
  }

  /**
   * Returns raw sentences with the teachers' most probable labels, in order. Training learns the
   * distributions alone: their weight is 1.
   *
   * @param sentences the tokens of each sentence: at least one token, none empty
   * @throws IllegalArgumentException if a sentence or token is empty, or a teacher reads numbers
   * @throws IllegalStateException if a teacher is closed
   * @throws UnsupportedOperationException if a teacher has no probabilities
   * @throws org.tributary.InterruptedCallException as {@link Tagger#tagAll}
   */
  public List<TaggedSentence> label(List<List<String>> sentences) {
    SentenceChecks.requireTokens(sentences);
    List<SoftLabels> soft = softLabels(sentences, 1);
    return IntStream.range(0, soft.size())
        .mapToObj(
            k ->
                new TaggedSentence(sentences.get(k), best(soft.get(k).distributions()))
                    .withSoftLabels(soft.get(k)))
        .toList();
  }

  private List<String> best(LabelDistributions distributions) {
    return IntStream.range(0, distributions.steps())
        .mapToObj(step -> labels.get(distributions.best(step)))
        .toList();
  }

  /**
   * Checks that each teacher can teach some of a student's labels.
   *
   * @param known the student's labels
   * @throws IllegalArgumentException if a teacher has none of them; the message has its name and
   *     both sets of labels
   */
  private void requireCommonLabels(Set<String> known) {
    for (int k = 0; k < taggers.size() && !known.isEmpty(); k++) {
      List<String> own = taggers.get(k).labels();
      if (own.stream().noneMatch(known::contains)) {
        throw new IllegalArgumentException(
            "%s: expected a teacher with some of the labels %s of the training data, got only others: %s; choose a teacher of the same task"
                .formatted(names.get(k), known, own.stream().sorted().toList()));
      }
    }
  }

  private List<SoftLabels> softLabels(List<List<String>> sentences, double weight) {
    String origin = String.join(", ", descriptions());
    List<SoftLabels> soft = new ArrayList<>(sentences.size());
    if (!sentences.isEmpty()) {
      progress.tagged(0, sentences.size());
    }
    while (soft.size() < sentences.size()) {
      List<List<String>> batch =
          sentences.subList(soft.size(), Math.min(soft.size() + MAX_SENTENCES, sentences.size()));
      for (LabelDistributions distributions : means(batch)) {
        soft.add(new SoftLabels(labels, distributions, weight, origin));
      }
      progress.tagged(soft.size(), sentences.size());
    }
    return soft;
  }

  /** Returns the mean distributions of each sentence, over {@link #labels}. */
  private List<LabelDistributions> means(List<List<String>> sentences) {
    List<float[]> sums =
        sentences.stream().map(tokens -> new float[tokens.size() * labels.size()]).toList();
    for (Tagger tagger : taggers) {
      List<Tagging> taggings = tagger.tagAll(sentences);
      int[] columns = tagger.labels().stream().mapToInt(labels::indexOf).toArray();
      List<Integer> indices = IntStream.range(0, sums.size()).boxed().toList();
      TaskPool.map(indices, k -> add(taggings.get(k).distributions(), columns, sums.get(k)));
    }
    return sums.stream().map(sum -> LabelDistributions.of(sum, labels.size())).toList();
  }

  /**
   * Adds a teacher's part of the mean to {@code sum}. The first access to a CRF's distributions
   * computes the marginals, so that they are computed in parallel as well.
   */
  private float[] add(LabelDistributions distributions, int[] columns, float[] sum) {
    for (int step = 0; step < distributions.steps(); step++) {
      for (int label = 0; label < columns.length; label++) {
        sum[step * labels.size() + columns[label]] +=
            distributions.probability(step, label) / taggers.size();
      }
    }
    return sum;
  }
}

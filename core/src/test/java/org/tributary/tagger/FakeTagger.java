package org.tributary.tagger;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.tributary.feature.InputFile;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.span.TagScheme;

/** A tagger that labels each token by its length, odd or even, and records its calls. */
final class FakeTagger implements Tagger {
  /** A token for which the tagger throws. */
  static final String POISON = "poison";

  final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  private final Optional<Semaphore> permits;
  private final CountDownLatch entered = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean dropsLast;
  private boolean breaksLists;
  private List<InputFile> files = List.of();
  private Optional<RuntimeException> warmUpFailure = Optional.empty();
  private Optional<RuntimeException> closeFailure = Optional.empty();
  private final AtomicInteger warmUps = new AtomicInteger();

  FakeTagger() {
    this(Optional.empty());
  }

  /** A tagger that takes a permit for each call. */
  FakeTagger(Semaphore permits) {
    this(Optional.of(permits));
  }

  private FakeTagger(Optional<Semaphore> permits) {
    this.permits = permits;
  }

  static String expected(String token) {
    return token.length() % 2 == 0 ? "even" : "odd";
  }

  void awaitCall() throws InterruptedException {
    entered.await();
  }

  /** Lets the tagger return one tagging too few from now on. */
  void dropLast() {
    dropsLast = true;
  }

  /** Returns this tagger, whose lists of taggings throw an error when they are divided. */
  FakeTagger breakingLists() {
    breaksLists = true;
    return this;
  }

  /** Returns this tagger, whose inputs read a file. */
  FakeTagger readingFile() {
    files = List.of(new InputFile("encoder", "onnx", "0".repeat(64), Optional.empty()));
    return this;
  }

  /** Returns this tagger, whose warm-up throws. */
  FakeTagger failingToWarmUp(RuntimeException failure) {
    warmUpFailure = Optional.of(failure);
    return this;
  }

  /** Returns this tagger, which throws when it is closed. */
  FakeTagger failingToClose(RuntimeException failure) {
    closeFailure = Optional.of(failure);
    return this;
  }

  boolean isClosed() {
    return closed;
  }

  int warmUps() {
    return warmUps.get();
  }

  @Override
  public List<Tagging> tagAll(List<List<String>> sentences) {
    if (closed) {
      throw new IllegalStateException("tagger: expected an open one, got a closed one");
    }
    batches.add(sentences.size());
    entered.countDown();
    permits.ifPresent(FakeTagger::await);
    int size = dropsLast ? sentences.size() - 1 : sentences.size();
    List<Tagging> taggings = sentences.stream().limit(size).map(FakeTagger::tagging).toList();
    return breaksLists ? new BrokenList(taggings) : taggings;
  }

  /** Takes a permit; goes on without one after a while, so that a failing test ends. */
  private static void await(Semaphore permits) {
    try {
      if (!permits.tryAcquire(10, TimeUnit.SECONDS)) {
        System.getLogger("FakeTagger").log(System.Logger.Level.WARNING, "no permit came");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Tagging tagging(List<String> tokens) {
    if (tokens.contains(POISON)) {
      throw new IllegalArgumentException("poisoned");
    }
    float[] probabilities = new float[2 * tokens.size()];
    int[] labels = new int[tokens.size()];
    for (int k = 0; k < labels.length; k++) {
      labels[k] = tokens.get(k).length() % 2;
      probabilities[2 * k + labels[k]] = 1;
    }
    return Tagging.of(
        tokens,
        List.of("even", "odd"),
        DecodedSequence.of(labels, LabelDistributions.of(probabilities, 2)));
  }

  private static final class BrokenList extends AbstractList<Tagging> {
    private final List<Tagging> taggings;

    BrokenList(List<Tagging> taggings) {
      this.taggings = taggings;
    }

    @Override
    public Tagging get(int index) {
      return taggings.get(index);
    }

    @Override
    public int size() {
      return taggings.size();
    }

    @Override
    public List<Tagging> subList(int from, int to) {
      throw new AssertionError("out of memory");
    }
  }

  @Override
  public void warmUp() {
    warmUpFailure.ifPresent(
        failure -> {
          throw failure;
        });
    warmUps.incrementAndGet();
  }

  @Override
  public List<String> labels() {
    return List.of("even", "odd");
  }

  @Override
  public Optional<TagScheme> scheme() {
    return Optional.empty();
  }

  @Override
  public TaggerMetadata metadata() {
    return new TaggerMetadata("fake", Optional.empty(), Map.of(), Map.of(), Map.of());
  }

  @Override
  public List<InputFile> files() {
    return files;
  }

  @Override
  public TaggerCache cache() {
    return TaggerCache.none();
  }

  @Override
  public void close() {
    closed = true;
    closeFailure.ifPresent(
        failure -> {
          throw failure;
        });
  }
}

package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.InterruptedCallException;
import org.tributary.feature.WordReader;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.ChildProcess;
import org.tributary.testing.KillableProcess;
import org.tributary.testing.LogMessages;

/** Whatever happens to a cache, columns are those of an encoder without one, to the bit. */
class VectorCacheTest {
  private static final int KILLS = CaseSelection.count(6, 40);
  private static final long LIMIT = 1 << 28;

  private static final String[] WORDS = {
    "the", "dogs", "reading", "unreadable", "books", "don't", "U.S.", "日本", "x", "1123"
  };

  @TempDir private Path folder;
  private TransformerEncoder encoder;

  @BeforeEach
  void read() throws IOException {
    encoder = TestEncoder.in(folder);
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files.filter(f -> f.toString().endsWith(".vectors")).findFirst().orElseThrow();
    }
  }

  /** Returns distinct sentences of 5 to 40 words, the same at each call. */
  private static List<List<String>> sentences(int count) {
    Random random = new Random(1);
    List<List<String>> sentences = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      List<String> words = new ArrayList<>(List.of("1".repeat(1 + k % 7), "2" + k));
      for (int length = 3 + random.nextInt(36); length > 0; length--) {
        words.add(WORDS[random.nextInt(WORDS.length)]);
      }
      sentences.add(words);
    }
    return sentences;
  }

  private static List<TokenVectorColumn> columns(
      TransformerEncoder encoder, List<List<String>> sentences) {
    try (WordReader<TokenVectorColumn> reader =
        TransformerVectors.of(encoder).wordReader().orElseThrow()) {
      return reader.columns(sentences, symbol -> 0);
    }
  }

  private TransformerEncoder cached(TransformerEncoder.Progress progress) {
    return encoder.cachedIn(cache(), LIMIT, progress);
  }

  private void requireSame(List<TokenVectorColumn> found, List<List<String>> sentences) {
    assertSame(found, columns(encoder, sentences));
  }

  private static void assertSame(List<TokenVectorColumn> found, List<TokenVectorColumn> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int n = 0; n < found.size(); n++) {
      assertThat(found.get(n).steps()).isEqualTo(expected.get(n).steps());
      assertThat(numbers(found.get(n))).as("sentence %d", n).isEqualTo(numbers(expected.get(n)));
    }
  }

  private static List<Integer> numbers(TokenVectorColumn column) {
    List<Integer> numbers = new ArrayList<>();
    for (int step = 0; step < column.steps(); step++) {
      column.forEachNumberAt(step, numbers::add);
    }
    return numbers;
  }

  @Test
  void vectorsAreComputedOnce() {
    List<List<String>> sentences = new ArrayList<>(sentences(60));
    sentences.addAll(sentences.subList(0, 5));
    List<String> reports = new ArrayList<>();
    requireSame(columns(cached((k, all) -> reports.add(k + "/" + all)), sentences), sentences);
    columns(cached((k, all) -> reports.add(k + "/" + all)), sentences); // computes none
    assertThat(reports).containsExactly("0/60", "60/60");
    VectorCache cache = new VectorCache(cache(), LIMIT, TransformerEncoder.Progress.silent());
    List<List<String>> computed = new ArrayList<>();
    List<TokenVectorColumn> again =
        cache.columns(
            encoder,
            sentences.subList(10, 65),
            missing -> {
              computed.addAll(missing);
              return List.of();
            });
    assertThat(computed).isEmpty();
    requireSame(again, sentences.subList(10, 65));
  }

  @Test
  void aFileInPlaceOfTheFolderIsToldWithItsCure() throws IOException {
    Files.createFile(cache());
    assertThatThrownBy(
            () -> columns(cached(TransformerEncoder.Progress.silent()), List.of(List.of("a"))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageEndingWith(
            ": the folder cannot be created (a file of this name exists); name a folder that can be written");
  }

  @Test
  void otherLayersAndPoolingHaveFilesOfTheirOwn() throws IOException {
    List<List<String>> sentences = sentences(5);
    columns(cached(TransformerEncoder.Progress.silent()), sentences);
    for (TransformerEncoder other :
        List.of(encoder.layers(2), encoder.pooling(PiecePooling.FIRST))) {
      assertSame(
          columns(other.cachedIn(cache(), LIMIT, TransformerEncoder.Progress.silent()), sentences),
          columns(other, sentences));
    }
    try (Stream<Path> files = Files.list(cache())) {
      assertThat(files.filter(f -> f.toString().endsWith(".vectors"))).hasSize(3);
    }
  }

  /** A file that ends anywhere, as those of killed processes do, or has changed bytes. */
  @Test
  void damagedFilesAreCompleted() throws IOException {
    List<List<String>> sentences = sentences(12);
    List<TokenVectorColumn> expected = columns(encoder, sentences);
    columns(cached(TransformerEncoder.Progress.silent()), sentences);
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(2);
    for (int k = 0; k < 60; k++) {
      byte[] damaged;
      if (k % 2 == 0) {
        damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      } else {
        damaged = whole.clone();
        damaged[44 + random.nextInt(whole.length - 44)] ^= (byte) (1 << random.nextInt(8));
      }
      Path file = file();
      Files.write(file, damaged);
      try (LogMessages log = LogMessages.of(VectorCache.class)) {
        assertSame(columns(cached(TransformerEncoder.Progress.silent()), sentences), expected);
        if (k % 2 == 1) {
          assertThat(log.all())
              .singleElement()
              .asString()
              .contains(
                  "are dropped and computed again; was a training killed, or the file damaged?");
        }
      }
      assertThat(Files.size(file)).isEqualTo(whole.length);
      assertSame(columns(cached(TransformerEncoder.Progress.silent()), sentences), expected);
    }
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    List<List<String>> sentences = sentences(3);
    columns(cached(TransformerEncoder.Progress.silent()), sentences);
    byte[] whole = Files.readAllBytes(file());
    for (int at : new int[] {0, 9, 20}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file(), damaged);
      assertThatThrownBy(() -> columns(cached(TransformerEncoder.Progress.silent()), sentences))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "token vectors: cache %s: expected vectors of the encoder, got other data; the file was damaged: delete it, and its vectors are computed again"
                  .formatted(file()));
      assertThat(Files.readAllBytes(file())).isEqualTo(damaged);
    }
  }

  @Test
  void theFileIsBounded() throws IOException {
    List<List<String>> sentences = sentences(20);
    List<List<String>> first = sentences.subList(0, 12);
    List<List<String>> second = sentences.subList(8, 20);
    columns(cached(TransformerEncoder.Progress.silent()), first);
    long limit = Files.size(file()) + 100;
    TransformerEncoder small =
        encoder.cachedIn(cache(), limit, TransformerEncoder.Progress.silent());
    List<TokenVectorColumn> mapped = columns(small, first);
    requireSame(columns(small, second), second);
    assertThat(Files.size(file())).isLessThanOrEqualTo(limit);
    requireSame(mapped, first); // of the former file
    assertThatThrownBy(() -> columns(small, sentences))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageMatching(
            "token vectors: cache .*: expected a limit of at least \\d+ bytes for these sentences,"
                + " got "
                + limit
                + "; raise it, or read fewer layers");
    requireSame(columns(small, second), second);
  }

  /** Adds the vectors of sentences to a cache, chunk by chunk, and prints a line after each. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      TransformerEncoder encoder =
          TestEncoder.in(folder)
              .cachedIn(
                  folder.resolve("cache"), LIMIT, (k, all) -> System.out.println(k + "/" + all));
      columns(encoder, sentences(Integer.parseInt(arguments[1])));
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
  void killedWritersLeaveNothingWrong() throws Exception {
    int count = 2400; // of 22 words on average, about 7 chunks: more than three killed writers add
    List<List<String>> sentences = sentences(count);
    List<TokenVectorColumn> expected = columns(encoder, sentences);
    Random random = new Random(3);
    int killed = 0;
    for (int k = 0; k < KILLS; k++) {
      try (KillableProcess child =
          KillableProcess.start(Writer.class, folder.toString(), Integer.toString(count))) {
        for (int lines = 1 + random.nextInt(2); lines > 0; lines--) {
          assertThat(child.line()).isPresent();
        }
        TimeUnit.MICROSECONDS.sleep(random.nextInt(40_000));
        killed++;
        child.kill(KillableProcess.Signal.KILL);
      }
      if (k % 3 == 2) { // what is complete is right
        assertSame(
            columns(cached(TransformerEncoder.Progress.silent()), sentences.subList(0, 700)),
            expected.subList(0, 700));
        Files.delete(file());
      }
    }
    assertThat(killed).isEqualTo(KILLS);
    assertSame(columns(cached(TransformerEncoder.Progress.silent()), sentences), expected);
  }

  @Test
  void processesAndThreadsWriteOneFile() throws Exception {
    int count = 1500;
    List<List<String>> sentences = sentences(count);
    List<TokenVectorColumn> expected = columns(encoder, sentences);
    List<Process> processes = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      processes.add(ChildProcess.start(Writer.class, folder.toString(), Integer.toString(count)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<TokenVectorColumn>>> found =
          IntStream.range(0, 2)
              .mapToObj(
                  k ->
                      threads.submit(
                          () -> columns(cached(TransformerEncoder.Progress.silent()), sentences)))
              .toList();
      for (Future<List<TokenVectorColumn>> each : found) {
        assertSame(each.get(), expected);
      }
    } finally {
      threads.shutdownNow();
    }
    for (Process process : processes) {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
    long words = sentences.stream().mapToLong(List::size).sum();
    assertThat(Files.size(file())) // each sentence once
        .isEqualTo(44 + count * 40L + words * encoder.width() * 2);
    assertSame(columns(cached(TransformerEncoder.Progress.silent()), sentences), expected);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege")
  void threadsWriteOneFileByTwoPaths() throws Exception {
    List<List<String>> sentences = sentences(3);
    List<TokenVectorColumn> expected = columns(encoder, sentences);
    Files.createDirectory(cache());
    Path link = Files.createSymbolicLink(folder.resolve("link"), cache());
    CountDownLatch isWriting = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<List<TokenVectorColumn>> first =
          threads.submit(
              () ->
                  columns(
                      cached(
                          (k, all) -> {
                            isWriting.countDown();
                            awaitQuietly(mayEnd);
                          }),
                      sentences));
      isWriting.await();
      Thread other = Thread.currentThread();
      Future<?> release =
          threads.submit(
              () -> {
                while (mayEnd.getCount() > 0 // which the other thread ends if it fails
                    && !(LockSupport.getBlocker(other) instanceof AbstractOwnableSynchronizer)) {
                  Thread.onSpinWait();
                }
                mayEnd.countDown();
              });
      try {
        List<List<String>> more = sentences(4);
        requireSame(
            columns(encoder.cachedIn(link, LIMIT, TransformerEncoder.Progress.silent()), more),
            more);
      } finally {
        mayEnd.countDown();
      }
      release.get();
      assertSame(first.get(), expected);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anInterruptedCallLeavesWhatIsComplete() throws IOException {
    List<List<String>> sentences = sentences(3);
    List<TokenVectorColumn> expected = columns(encoder, sentences);
    VectorCache cache = new VectorCache(cache(), LIMIT, TransformerEncoder.Progress.silent());
    assertInterrupted(
        () ->
            cache.columns(
                encoder,
                sentences,
                missing -> {
                  Thread.currentThread().interrupt();
                  return zeros(missing, encoder);
                }));
    assertSame(columns(cached(TransformerEncoder.Progress.silent()), sentences), expected);
    Thread.currentThread().interrupt();
    assertInterrupted(() -> cache.columns(encoder, sentences, missing -> zeros(missing, encoder)));
    assertSame(columns(cached(TransformerEncoder.Progress.silent()), sentences), expected);
  }

  private void assertInterrupted(ThrowingCallable call) throws IOException {
    assertThatThrownBy(call)
        .isInstanceOf(InterruptedCallException.class)
        .hasMessage("token vectors: interrupted at the cache " + file());
    assertThat(Thread.interrupted()).isTrue(); // cleared for what follows
  }

  private static List<short[]> zeros(List<List<String>> sentences, TransformerEncoder encoder) {
    return sentences.stream().map(words -> new short[words.size() * encoder.width()]).toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds vectors of zeros to a cache, without ONNX Runtime, and prints the failure. */
  static final class FailingWriter {
    private FailingWriter() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      TransformerEncoder encoder = TestEncoder.in(folder);
      VectorCache cache =
          new VectorCache(folder.resolve("cache"), LIMIT, TransformerEncoder.Progress.silent());
      try {
        cache.columns(encoder, sentences(300), missing -> zeros(missing, encoder));
      } catch (UncheckedIOException e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
  }

  /** A process that may write files of 64 KB only is like one whose disk is full. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "bash limits the size of files")
  void aFailedWriteKeepsWhatIsThere() throws Exception {
    List<List<String>> sentences = sentences(10);
    columns(cached(TransformerEncoder.Progress.silent()), sentences);
    byte[] before = Files.readAllBytes(file());
    assertThat(before.length).isLessThan(64 << 10);
    List<String> java =
        ChildProcess.builder(
                System.getProperty("java.class.path"),
                List.of("-XX:-UsePerfData"),
                FailingWriter.class,
                folder.toString())
            .command();
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "bash"));
    command.addAll(java);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(printed).startsWith("failed: token vectors: cache " + file() + ": ");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    List<List<String>> all = sentences(300);
    requireSame(columns(cached(TransformerEncoder.Progress.silent()), all), all);
  }
}

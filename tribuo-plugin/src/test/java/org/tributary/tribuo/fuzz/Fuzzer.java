package org.tributary.tribuo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.tributary.testing.CaseSelection;

/**
 * A run of a reader over valid inputs, a regression corpus and seeded damaged inputs. Each input
 * must be read or refused by a documented exception with a message of one line, within a time
 * limit. The number of inputs is the system property {@code tributary.fuzz.inputs}.
 *
 * <p>An input that fails is kept in {@code target/fuzz}; add it to the corpus, the folder of the
 * test's resources with the reader's name, with the fix.
 */
final class Fuzzer {
  private static final int INPUTS = Integer.getInteger("tributary.fuzz.inputs", 2_000);
  private static final long MAX_SECONDS = 20;

  /** A reader of bytes that checks what it reads. */
  @FunctionalInterface
  interface Reader {
    void read(byte[] input) throws Exception;
  }

  private final String name;
  private final Class<? extends Exception> documented;
  private final Reader reader;

  private volatile byte[] current = new byte[0];
  private final AtomicLong number = new AtomicLong();
  private int accepted;
  private int refused;

  /**
   * Creates a run.
   *
   * @param name the reader's name and folder of its corpus
   * @param documented the exception that refuses an input
   */
  Fuzzer(String name, Class<? extends Exception> documented, Reader reader) {
    this.name = name;
    this.documented = documented;
    this.reader = reader;
  }

  /** Returns the number of inputs. */
  static int inputs() {
    return INPUTS;
  }

  /** Runs the reader over all inputs. */
  void run(Mutator mutator) throws Exception {
    run(mutator, INPUTS);
  }

  /** Runs a reader that creates TensorFlow sessions, by default over one input in sixty. */
  void runSlow(Mutator mutator) throws Exception {
    run(mutator, Math.max(1, INPUTS / CaseSelection.count(60, 30)));
  }

  private void run(Mutator mutator, int inputs) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              for (byte[] input : mutator.valid()) {
                read(input);
              }
              assertThat(refused).as("valid inputs that were refused").isZero();
              for (byte[] input : corpus()) {
                read(input);
              }
              for (int left = inputs; left > 0; left--) {
                read(mutator.next());
              }
              return null;
            });
    Thread thread = new Thread(task, "fuzz " + name);
    thread.setDaemon(true);
    thread.start();
    await(task, thread);
    System.out.printf("fuzz %s: %d inputs read, %d refused%n", name, accepted, refused);
    assertThat(refused).as("inputs refused").isGreaterThan(inputs / 100);
  }

  /** Waits for the end; fails if one input takes longer than the limit. */
  private void await(FutureTask<Void> task, Thread thread) throws Exception {
    for (long before = -1; ; ) {
      try {
        task.get(MAX_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        if (number.get() == before) {
          throw failure(
              "took over %d s at %s".formatted(MAX_SECONDS, List.of(thread.getStackTrace())), e);
        }
        before = number.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AssertionError error) {
          throw error;
        }
        throw e;
      }
    }
  }

  private void read(byte[] input) throws IOException {
    current = input;
    number.incrementAndGet();
    try {
      reader.read(input);
      accepted++;
    } catch (Exception | Error e) {
      if (!documented.isInstance(e)) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        throw failure("threw " + trace, e);
      }
      if (e.getMessage() == null
          || e.getMessage().isBlank()
          || e.getMessage().lines().count() != 1) {
        throw failure("has no message of one line: " + e, e);
      }
      refused++;
    }
  }

  private AssertionError failure(String problem, Throwable cause) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz", name));
    Path file = folder.resolve("%08x".formatted(Arrays.hashCode(current)));
    Files.write(file, current);
    return new AssertionError(
        "input %d, kept as %s, %s".formatted(number.get(), file, problem), cause);
  }

  private List<byte[]> corpus() throws IOException, URISyntaxException {
    URL folder = Fuzzer.class.getResource(name);
    if (folder == null) {
      return List.of();
    }
    URI uri = folder.toURI();
    try (Stream<Path> files = Files.list(Path.of(uri))) {
      return files.sorted().map(Fuzzer::bytes).toList();
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

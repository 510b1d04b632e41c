package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A write that fails or dies at any file operation leaves the old or the new file whole. */
class AtomicFileFaultsTest {
  private static final byte[] OLD = new byte[200_000];
  private static final byte[] NEW = new byte[300_000];

  static {
    Arrays.fill(OLD, (byte) 1);
    Arrays.fill(NEW, (byte) 2);
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void faultAtAnyOperationLeavesOneWholeFile(boolean halts) throws IOException {
    Path file = folder.resolve("model");
    int faults = 0;
    boolean happened = true;
    for (int operation = 0; happened; operation++) {
      Files.write(file, OLD);
      FaultyOperations files = new FaultyOperations(operation, halts);
      boolean finished = write(file, files);
      happened = files.happened();
      faults += happened ? 1 : 0;
      assertThat(Files.readAllBytes(file)).isIn(OLD, NEW);
      if (finished) {
        assertThat(Files.readAllBytes(file)).isEqualTo(NEW);
      }
      AtomicFile.write(file, to -> to.write(OLD));
      assertThat(folder.toFile().list()).containsExactly("model");
      assertThat(file).hasBinaryContent(OLD);
    }
    assertThat(faults).isGreaterThan(7); // list, create, write, force, close, move, force, delete
  }

  private static boolean write(Path file, FaultyOperations files) {
    try {
      AtomicFile.write(
          file,
          to -> {
            to.write(NEW, 0, 100_000);
            to.write(NEW, 100_000, NEW.length - 100_000);
          },
          files);
      return true;
    } catch (IOException | FaultyOperations.Halt e) {
      return false;
    }
  }

  @Test
  void draftsOfDeadProcessesAreDeletedByTheNextWrite() throws IOException {
    Path file = folder.resolve("model");
    Path draft = Files.write(draft("model"), OLD);
    Path other = Files.write(draft("other"), OLD);
    Path stranger = Files.write(folder.resolve(".model.notes.tmp"), OLD);
    AtomicFile.write(file, to -> to.write(NEW));
    assertThat(draft).doesNotExist();
    assertThat(other).exists(); // of another file
    assertThat(stranger).exists(); // not a draft
  }

  private Path draft(String name) {
    return folder.resolve("." + name + ".01234567-89ab-cdef-0123-456789abcdef.tmp");
  }

  @Test
  void draftInUseIsNotDeleted() throws IOException {
    Path file = folder.resolve("model");
    AtomicFile.write(
        file,
        to -> {
          to.write(OLD);
          AtomicFile.write(file, inner -> inner.write(NEW));
          assertThat(file).hasBinaryContent(NEW);
        });
    assertThat(file).hasBinaryContent(OLD);
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  /** Closing any channel to a draft can release its lock, and opening it may precede the lock. */
  @Test
  void draftInUseByThisProcessIsNotOpened() throws IOException {
    Path file = folder.resolve("model");
    List<Path> opened = new ArrayList<>();
    FileOperations recording =
        new FileOperations() {
          @Override
          void deleteIfUnlocked(Path draft) throws IOException {
            opened.add(draft);
            super.deleteIfUnlocked(draft);
          }
        };
    Path sameFile = folder.resolve("..").resolve(folder.getFileName()).resolve("model");
    AtomicFile.write(
        file, to -> AtomicFile.write(sameFile, inner -> inner.write(NEW), recording), recording);
    assertThat(opened).isEmpty();
  }

  @Test
  void threadsWriteOneFileAtOnce() throws Exception {
    Path file = folder.resolve("model");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Void> write =
          () -> {
            AtomicFile.write(file, to -> to.write(NEW));
            return null;
          };
      for (Future<Void> done : threads.invokeAll(Collections.nCopies(200, write))) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(file).hasBinaryContent(NEW);
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  @ParameterizedTest
  @CsvSource({"m, 255", "文, 84"}) // 255 and 252 bytes
  void longestNameIsWritten(String letter, int letters) throws IOException {
    Path file = folder.resolve(letter.repeat(letters));
    AtomicFile.write(file, to -> to.write(NEW));
    assertThat(file).hasBinaryContent(NEW);
  }
}

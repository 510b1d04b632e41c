package org.tributary.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** File operations of which the n-th fails, or halts the process: nothing happens afterwards. */
final class FaultyOperations extends FileOperations {
  /** The end of a process at a file operation. */
  static final class Halt extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final boolean halts;
  private int remaining;
  private boolean halted;

  FaultyOperations(int faultAt, boolean halts) {
    this.remaining = faultAt;
    this.halts = halts;
  }

  /** Returns whether the fault has happened. */
  boolean happened() {
    return remaining < 0;
  }

  private void next() throws IOException {
    if (halted) {
      throw new Halt();
    }
    if (remaining-- == 0) {
      if (halts) {
        halted = true;
        throw new Halt();
      }
      throw new IOException("Input/output error");
    }
  }

  @Override
  Draft create(Path file) throws IOException {
    next();
    return new Draft(locked(file)) {
      private final OutputStream stream =
          new FilterOutputStream(super.stream()) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
              try {
                next();
              } catch (IOException | Halt e) {
                out.write(bytes, from, count / 2);
                out.flush(); // half of the content reached the file
                throw e;
              }
              out.write(bytes, from, count);
            }
          };

      @Override
      OutputStream stream() {
        return stream;
      }

      @Override
      void force() throws IOException {
        next();
        super.force();
      }

      @Override
      public void close() throws IOException {
        try {
          next();
        } finally {
          super.close(); // the system closes a dead process's files
        }
      }
    };
  }

  @Override
  void move(Path from, Path to) throws IOException {
    next();
    super.move(from, to);
  }

  @Override
  void forceFolder(Path folder) throws IOException {
    next();
    super.forceFolder(folder);
  }

  @Override
  void delete(Path file) throws IOException {
    next();
    super.delete(file);
  }

  @Override
  List<Path> list(Path folder) throws IOException {
    next();
    return super.list(folder);
  }

  @Override
  void deleteIfUnlocked(Path file) throws IOException {
    next();
    super.deleteIfUnlocked(file);
  }
}

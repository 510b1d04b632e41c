package org.tributary.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The file system operations of {@link AtomicFile}, replaceable to test failures. */
interface FileOperations {

  /** A new file that is locked while it is open. */
  interface Draft extends AutoCloseable {
    /** Returns the buffered stream of the content. */
    OutputStream stream();

    /** Writes the buffer and forces the content to disk. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Creates a file that must not exist. */
  Draft create(Path file) throws IOException;

  /** Moves a file over another atomically. */
  void move(Path from, Path to) throws IOException;

  /** Forces a folder's entries to disk, so that a move survives a power loss. */
  void forceFolder(Path folder) throws IOException;

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException;

  /** Returns the files of a folder. */
  List<Path> list(Path folder) throws IOException;

  /** Deletes a file unless a process has locked it. */
  void deleteIfUnlocked(Path file) throws IOException;

  /** Returns the operations of the file system. */
  static FileOperations system() {
    return new SystemOperations();
  }

  /** The operations of the file system. */
  final class SystemOperations implements FileOperations {
    private SystemOperations() {}

    @Override
    public Draft create(Path file) throws IOException {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock(channel);
      OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      return new Draft() {
        @Override
        public OutputStream stream() {
          return stream;
        }

        @Override
        public void force() throws IOException {
          stream.flush();
          channel.force(true);
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    }

    /** Locks a draft where the file system can; the lock ends with the channel or the process. */
    private static void lock(FileChannel channel) {
      try {
        channel.tryLock();
      } catch (IOException e) {
        // a file system without locks: a draft in use is then deleted by another process's write,
        // which the move notices
      }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        try (FileChannel directory = FileChannel.open(folder)) {
          directory.force(true);
        }
      }
    }

    @Override
    public void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
      List<Path> files = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(files::add);
      }
      return files;
    }

    @Override
    public void deleteIfUnlocked(Path file) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          return;
        }
      } catch (OverlappingFileLockException e) {
        return; // locked by this process
      }
      Files.deleteIfExists(file);
    }
  }
}

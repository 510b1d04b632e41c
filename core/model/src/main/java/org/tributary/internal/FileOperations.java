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
class FileOperations {

  /** A new file that is locked while it is open. */
  static class Draft implements AutoCloseable {
    private final FileChannel channel;
    private final OutputStream stream;

    Draft(FileChannel channel) {
      this.channel = channel;
      this.stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    /** Returns the buffered stream of the content. */
    OutputStream stream() {
      return stream;
    }

    /** Writes the buffer and forces the content to disk. */
    void force() throws IOException {
      stream.flush();
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Creates a file that must not exist. */
  Draft create(Path file) throws IOException {
    return new Draft(locked(file));
  }

  /** Creates a draft, locked if the file system can lock; the lock ends with channel or process. */
  static FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.tryLock();
    } catch (IOException | OverlappingFileLockException e) {
      // a file system without locks, or another class loader's write looks at the draft: that of
      // another process may then delete it, which the move notices
    }
    return channel;
  }

  /** Moves a file over another atomically. */
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Forces a folder's entries to disk, so that a move survives a power loss. */
  void forceFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
    }
  }

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Returns the files of a folder. */
  List<Path> list(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(files::add);
    }
    return files;
  }

  /** Deletes a file unless a process has locked it. */
  void deleteIfUnlocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      return; // locked by this class of another class loader
    }
    Files.deleteIfExists(file);
  }
}

package org.tributary.internal.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Atomic file writes. The content goes to a temporary file in the same folder, is forced to disk
 * and is moved over the target, so readers see either the old or the new file in full, even after a
 * crash. Messages leave out the file's name; the caller adds it.
 */
public final class AtomicFile {
  /** The content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes the whole content. */
    void writeTo(OutputStream to) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file, replacing an existing one. If the thread is interrupted, writing restarts and
   * the thread stays interrupted, so {@code content} may be called more than once.
   *
   * @throws IOException as {@link #requireWritable}, or with the reason why the file cannot be
   *     written; no temporary file is left behind
   */
  public static void write(Path path, Content content) throws IOException {
    requireWritable(path);
    boolean interrupted = Thread.interrupted();
    try {
      while (!tryWrite(path.toAbsolutePath(), content)) {
        interrupted |= Thread.interrupted();
      }
    } catch (IOException e) {
      throw new IOException("cannot be written: " + reason(e), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns whether the file was written; an interrupt closes the channel and returns false. */
  private static boolean tryWrite(Path target, Content content) throws IOException {
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream to = new BufferedOutputStream(Channels.newOutputStream(channel))) {
        content.writeTo(to);
        to.flush();
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(target.getParent());
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Forces a folder's entries to disk, so that the move survives a power loss. POSIX only. */
  private static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
    }
  }

  /**
   * Checks that a file can be written at {@code path}, before the work for its content starts.
   *
   * @throws IOException if the folder does not exist, or {@code path} is a folder
   */
  public static void requireWritable(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw new IOException("expected a file to write to, got a folder; name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("the folder %s does not exist; create it first".formatted(folder));
    }
  }

  /** Returns the reason of a failure, without the file's name. */
  public static String reason(IOException e) {
    String message = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return message != null ? message : e.getClass().getSimpleName();
  }
}

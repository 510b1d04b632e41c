package org.tributary.file;

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
 * Writes a file beside its place, forces it to the disk and moves it there, so that a reader finds
 * the old one or the new one whole, whenever the process ends. Messages do not name the file: who
 * calls knows what it is.
 */
public final class AtomicFile {
  /** Fills a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything. */
    void writeTo(OutputStream to) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file; one that is there is replaced. Who is interrupted meanwhile begins anew and
   * stays interrupted, so {@code content} may be asked more than once.
   *
   * @throws IOException as {@link #requirePlace}, or saying in one line why it cannot be written;
   *     nothing is left behind then
   */
  public static void write(Path path, Content content) throws IOException {
    requirePlace(path);
    boolean interrupted = Thread.interrupted();
    try {
      while (!written(path.toAbsolutePath(), content)) {
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

  /** Whether it was; an interrupt closes the channels of who writes. */
  private static boolean written(Path target, Content content) throws IOException {
    Path draft =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
              FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream to = new BufferedOutputStream(Channels.newOutputStream(channel))) {
        content.writeTo(to);
        to.flush();
        channel.force(true);
      }
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(target.getParent());
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** So that a new name in it outlives a loss of power; Windows knows no such thing. */
  private static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel names = FileChannel.open(folder)) {
        names.force(true);
      }
    }
  }

  /**
   * Checks that there can be a file, before one works for it.
   *
   * @throws IOException if its folder is not there, or it is a folder itself
   */
  public static void requirePlace(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw new IOException("expected a file to write to, got a folder; name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("the folder %s does not exist; create it first".formatted(folder));
    }
  }

  /** Why something failed, without the file's name. */
  public static String reason(IOException e) {
    String message = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return message != null ? message : e.getClass().getSimpleName();
  }
}

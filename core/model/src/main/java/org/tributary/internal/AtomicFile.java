package org.tributary.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * Atomic file writes. The content goes to a draft, a temporary file in the same folder, is forced
 * to disk and is moved over the target, so readers see either the old or the new file in full, even
 * after a crash. Messages leave out the file's name; the caller adds it.
 */
public final class AtomicFile {
  /** The content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes the whole content. */
    void writeTo(OutputStream to) throws IOException;
  }

  /** Maximum attempts if another process deletes the draft each time. */
  private static final int MAX_ATTEMPTS = 10;

  private static final String SUFFIX = ".tmp";

  /** Maximum bytes of a file's name in a draft's, so that the draft's name fits a file system. */
  private static final int MAX_NAME_BYTES = 100;

  private static final int UUID_LENGTH = 36;

  /**
   * The names of the drafts that this process writes. Opening one to see whether it is locked could
   * release its lock.
   */
  private static final Set<String> ACTIVE = ConcurrentHashMap.newKeySet();

  private AtomicFile() {}

  /**
   * Writes a file, replacing an existing one. If the thread is interrupted, writing restarts and
   * the thread stays interrupted, so {@code content} may be called more than once. A process that
   * ends during a write, by {@link System#exit} too, leaves its draft, {@code .name.<uuid>.tmp};
   * the next write of this file deletes it, if the file system can lock files.
   *
   * @throws IOException as {@link #requireWritable}, or with the reason why the file cannot be
   *     written; no temporary file is left behind
   */
  public static void write(Path path, Content content) throws IOException {
    write(path, content, new FileOperations());
  }

  static void write(Path path, Content content, FileOperations files) throws IOException {
    requireWritable(path);
    Path target = path.toAbsolutePath();
    deleteDrafts(target, files);
    boolean interrupted = Thread.interrupted();
    try {
      int remaining = MAX_ATTEMPTS;
      while (!tryWrite(target, content, files, --remaining)) {
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

  /**
   * Returns whether the file was written. It was not if an interrupt closed the draft, or another
   * process deleted the draft between its closing and its move.
   */
  private static boolean tryWrite(Path target, Content content, FileOperations files, int remaining)
      throws IOException {
    String name = prefix(target) + UUID.randomUUID() + SUFFIX;
    Path draft = target.resolveSibling(name);
    ACTIVE.add(name);
    try {
      try (FileOperations.Draft file = files.create(draft)) {
        content.writeTo(file.stream());
        file.force();
      }
      try {
        files.move(draft, target);
      } catch (NoSuchFileException e) {
        if (remaining <= 0) {
          throw e;
        }
        return false;
      }
      files.forceFolder(target.getParent());
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } finally {
      ACTIVE.remove(name);
      files.delete(draft);
    }
  }

  /** Deletes the drafts of {@code target} that no running process writes. */
  private static void deleteDrafts(Path target, FileOperations files) {
    String prefix = prefix(target);
    try {
      for (Path file : files.list(target.getParent())) {
        String name = file.getFileName().toString();
        if (name.length() == prefix.length() + UUID_LENGTH + SUFFIX.length()
            && name.startsWith(prefix)
            && name.endsWith(SUFFIX)
            && !ACTIVE.contains(name)) {
          files.deleteIfUnlocked(file);
        }
      }
    } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
      // tidying up must not keep a file from being written
    }
  }

  private static String prefix(Path target) {
    String name = target.getFileName().toString();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_NAME_BYTES) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      name = Long.toHexString(crc.getValue());
    }
    return "." + name + ".";
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
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return file instanceof NoSuchFileException
          ? "no such file; check the path"
          : file instanceof AccessDeniedException
              ? "access denied; check its permissions"
              : file instanceof FileAlreadyExistsException
                  ? "a file of this name exists"
                  : file.getClass().getSimpleName();
    }
    String message = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return message != null ? message : e.getClass().getSimpleName();
  }
}

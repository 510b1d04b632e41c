package org.tributary.examples.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * An output file that is checked before the work starts and written atomically: an existing file is
 * replaced in one move, or kept if writing fails.
 */
public final class OutputFile {

  /** A writer of a file's content. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes the whole content.
     *
     * @param file an empty file
     * @throws IOException if writing fails
     */
    void writeTo(Path file) throws IOException;
  }

  private final Path target;
  private final boolean device;

  private OutputFile(Path target, boolean device) {
    this.target = target;
    this.device = device;
  }

  /**
   * Creates a folder for output, and those above it, if missing.
   *
   * @throws IOException if it cannot be created
   */
  public static void createFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      FileSystemException error =
          new FileSystemException(
              folder.toString(),
              null,
              "the folder cannot be created; does a file of that name exist, or is writing not permitted?");
      error.initCause(e);
      throw error;
    }
  }

  /**
   * Checks that a file can be written, by creating a temporary file in the same folder.
   *
   * @param path the file's path; a link is followed
   * @return the file, not yet written
   * @throws FileSystemException if the folder does not exist or cannot be written, or if the path
   *     is not a regular file
   */
  public static OutputFile at(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "is a folder; give a file name in it");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileAlreadyExistsException(path.toString(), null, "is not a regular file");
    }
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    Path folder = target.getParent();
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(
          path.toString(), null, "there is no folder " + folder + "; make it first");
    }
    if (!Files.isDirectory(folder)) {
      throw new FileSystemException(path.toString(), null, folder + " is a file, not a folder");
    }
    try {
      Files.delete(newTemporary(target));
    } catch (IOException e) {
      AccessDeniedException error =
          new AccessDeniedException(
              path.toString(),
              null,
              "the folder " + folder + " cannot be written; are you allowed to?");
      error.initCause(e);
      throw error;
    }
    return new OutputFile(target, false);
  }

  /**
   * Checks that a file, device or pipe can be written. A device or pipe, such as {@code /dev/null},
   * is written directly, since it cannot be replaced.
   *
   * @param path the output's path
   * @return the file or device, not yet written
   * @throws FileSystemException if it cannot be written
   */
  public static OutputFile atFileOrDevice(Path path) throws IOException {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)
        ? new OutputFile(path, true)
        : at(path);
  }

  /**
   * Writes a temporary file in the same folder, then moves it into place atomically.
   *
   * @param content the content
   * @throws IOException if writing fails; no temporary file remains
   */
  public void write(Content content) throws IOException {
    if (device) {
      content.writeTo(target);
      return;
    }
    Path temporary = newTemporary(target);
    temporary.toFile().deleteOnExit();
    try {
      content.writeTo(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw named(e, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Returns a failure that names this file. */
  private IOException named(IOException e, Path temporary) {
    if (e.getClass() != IOException.class) {
      return e;
    }
    String message = String.valueOf(e.getMessage());
    return message.contains(temporary.toString()) // the library's writers name their file
        ? new IOException(message.replace(temporary.toString(), target.toString()), e)
        : new IOException("%s: cannot be written: %s".formatted(target, message), e);
  }

  /**
   * Writes a text as UTF-8.
   *
   * @param text the content
   * @throws IOException if writing fails; no temporary file remains
   */
  public void write(String text) throws IOException {
    write(file -> Files.writeString(file, text, StandardCharsets.UTF_8));
  }

  /**
   * Returns the file's path.
   *
   * @return an absolute path
   */
  public Path path() {
    return target;
  }

  /** Files.createTempFile would make the file readable by its owner only, also after the move. */
  private static Path newTemporary(Path target) throws IOException {
    return Files.createFile(
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp"));
  }
}

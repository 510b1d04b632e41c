package org.tributary.examples.files;

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
 * A file to be written, checked before the work that fills it begins. It appears at its place
 * whole, in one move, or not at all; what stood there before stays until then.
 */
public final class OutputFile {

  /** Fills a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes everything.
     *
     * @param file an empty file to write to
     * @throws IOException where that fails
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
   * Checks that a file can be written at a path, by making a temporary one beside it.
   *
   * @param path where the file shall be; a link is followed
   * @return the file, not yet written
   * @throws FileSystemException where there is no such folder, it cannot be written, or something
   *     else than a file stands at the path
   */
  public static OutputFile at(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "is a folder; give a file name in it");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileAlreadyExistsException(path.toString(), null, "is no ordinary file");
    }
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    Path folder = target.getParent();
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(
          path.toString(), null, "there is no folder " + folder + "; make it first");
    }
    if (!Files.isDirectory(folder)) {
      throw new FileSystemException(path.toString(), null, folder + " is a file, no folder");
    }
    try {
      Files.delete(newTemporary(target));
    } catch (IOException e) {
      AccessDeniedException told =
          new AccessDeniedException(
              path.toString(),
              null,
              "the folder " + folder + " cannot be written; are you allowed to?");
      told.initCause(e);
      throw told;
    }
    return new OutputFile(target, false);
  }

  /**
   * The same, where a device or a pipe will do as well, such as {@code /dev/null}: it is written to
   * as it stands, for it cannot be replaced.
   *
   * @param path where the output shall go
   * @return the file or device, not yet written
   * @throws FileSystemException where it cannot be written
   */
  public static OutputFile orDevice(Path path) throws IOException {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)
        ? new OutputFile(path, true)
        : at(path);
  }

  /**
   * Writes the file: first beside its place, then moved there in one step.
   *
   * @param content what to write
   * @throws IOException where writing fails; nothing is left behind then
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
      throw e.getClass() == IOException.class // the system's, which do not say of which file
          ? new IOException("%s: cannot be written: %s".formatted(target, e.getMessage()), e)
          : e;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Writes a text as UTF-8.
   *
   * @param text what to write
   * @throws IOException where writing fails; nothing is left behind then
   */
  public void write(String text) throws IOException {
    write(file -> Files.writeString(file, text, StandardCharsets.UTF_8));
  }

  /**
   * Where the file is or will be.
   *
   * @return an absolute path
   */
  public Path path() {
    return target;
  }

  /** Not Files.createTempFile, whose files only their owner may read, also after the move. */
  private static Path newTemporary(Path target) throws IOException {
    return Files.createFile(
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp"));
  }
}

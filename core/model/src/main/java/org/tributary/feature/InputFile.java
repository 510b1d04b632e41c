package org.tributary.feature;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Sha256;

/**
 * A file that an input reads and that is too large for a tagger's file, such as the encoder of
 * token vectors, or that taggers share, such as pretrained vectors. It is known by its SHA-256.
 * Saving a tagger copies it to the tagger's folder, where taggers with the same file share it;
 * loading finds it there.
 *
 * @param kind the kind of file, the first part of its name beside a tagger: {@code encoder}
 * @param extension the last part of the name: {@code onnx}
 * @param sha256 the SHA-256 of the content, 64 hexadecimal digits in lower case
 * @param path the place of the file; empty before it is found
 */
public record InputFile(String kind, String extension, String sha256, Optional<Path> path) {
  /**
   * The system property of a folder that is searched after a tagger's own, for taggers of streams.
   */
  public static final String FOLDER = "tributary.files";

  /** Digits of the hash in the name. */
  private static final int NAMING_DIGITS = 16;

  /** Checks the hash. */
  public InputFile {
    NullChecks.require("kind", "the first part of the file's name", kind);
    NullChecks.require("extension", "the last part of the file's name", extension);
    NullChecks.require("sha256", "hexadecimal digits", sha256);
    NullChecks.require("path", "an optional path", path);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "%s: expected a SHA-256 of 64 hexadecimal digits, got '%s'"
              .formatted(kind, Excerpt.of(sha256)));
    }
  }

  /**
   * Returns a file with the hash of its content.
   *
   * @throws IOException if it cannot be read
   */
  public static InputFile of(String kind, String extension, Path path) throws IOException {
    NullChecks.require("path", "that of a file", path);
    return new InputFile(kind, extension, hash(path), Optional.of(path));
  }

  private static String hash(Path path) throws IOException {
    try {
      return Sha256.hex(to -> Files.copy(path, to));
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Returns whether a file has the content of this one.
   *
   * @throws IOException if it cannot be read
   */
  public boolean isContentOf(Path file) throws IOException {
    return hash(file).equals(sha256);
  }

  /** Returns the name beside a tagger: {@code encoder-}, 16 hexadecimal digits, {@code .onnx}. */
  public String name() {
    return "%s-%s.%s".formatted(kind, sha256.substring(0, NAMING_DIGITS), extension);
  }

  /**
   * Copies the file to the folder of a tagger, unless it is there; replaces a damaged one. The
   * write is atomic.
   *
   * @throws IllegalStateException if the place of the file is unknown
   * @throws IOException if it cannot be copied, or has another hash
   */
  public void copyTo(Path folder) throws IOException {
    Path target = folder.resolve(name());
    if (Files.isRegularFile(target) && isContentOf(target)) {
      return;
    }
    Path source = requirePath();
    AtomicFile.write(
        target,
        to -> {
          MessageDigest digest = Sha256.digest();
          try {
            Files.copy(source, new DigestOutputStream(to, digest));
          } catch (FileSystemException e) { // cannot be opened
            throw new IOException("%s: %s".formatted(source, AtomicFile.reason(e)), e);
          }
          if (!Sha256.hex(digest).equals(sha256)) {
            throw new IOException(hashMismatch(source).getMessage());
          }
        });
  }

  /**
   * Returns this file found in one of {@code folders} or in the folder of the system property
   * {@value #FOLDER}, under its {@link #name()}.
   *
   * @param folders the folders in the order of search; none for a tagger of a stream
   * @throws IllegalArgumentException if it is in none of them, or was changed
   * @throws IOException if it cannot be read
   */
  public InputFile locatedIn(List<Path> folders) throws IOException {
    List<Path> all = new ArrayList<>(folders);
    Optional.ofNullable(System.getProperty(FOLDER)).map(Path::of).ifPresent(all::add);
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected the file %s beside the tagger, got a tagger of a stream or of Tribuo's own readers, which have no folder; load the tagger by its path, or name the file's folder in the system property %s"
              .formatted(kind, name(), FOLDER));
    }
    Path found =
        all.stream()
            .map(folder -> folder.resolve(name()))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s: expected the file %s, got none; copy it to the tagger's folder"
                            .formatted(kind, all.get(0).resolve(name()))));
    if (!isContentOf(found)) {
      throw hashMismatch(found);
    }
    return new InputFile(kind, extension, sha256, Optional.of(found));
  }

  /** Returns the exception for a file whose content has another hash. */
  public IllegalArgumentException hashMismatch(Path found) {
    return new IllegalArgumentException(
        "%s: expected the file %s as it was in training, got another SHA-256; it was exchanged or damaged: copy it again"
            .formatted(kind, found));
  }

  /**
   * Returns the place of the file.
   *
   * @throws IllegalStateException if it is unknown
   */
  public Path requirePath() {
    return path.orElseThrow(
        () ->
            new IllegalStateException(
                "%s: expected the place of the file %s, got none; load the tagger by its path, with the file beside it"
                    .formatted(kind, name())));
  }
}
